// What the tests ask of the engine: given weights, batches and random numbers in, gradients and trained weights out.

import { Game } from "../../site/laboratory/engine/game.js";
import { Drawing } from "../../site/laboratory/engine/draw.js";

function place(network, weights, vectors = []) {
  network.memory.set(network.at, weights.flat());
  network.parts.filter((part) => part.u).forEach((part, i) => network.memory.set(part.u, vectors[i]));
}

// steps: [{reals: one (batch, 2) for each update of D, noises, draws: the random numbers of the step, in order}].
export function trained(module, { settings, weights, steps, pictures }) {
  const game = new Game(module, settings), { memory } = game;
  place(game.generator, weights.generator);
  place(game.discriminator, weights.discriminator, weights.vectors);
  if (game.reconstructor) place(game.reconstructor, weights.reconstructor);
  game.follow();
  const losses = [], gradients = {};
  steps.forEach(({ reals, noises, draws }, i) => {
    let critic = 0, drawn = 0;
    const given = (at, n) => {
      if (draws[drawn].length !== n) throw new Error(`draw ${drawn}: ${n} numbers wanted, ${draws[drawn].length} stored`);
      memory.set(at, draws[drawn++]);
    };
    game.step(() => {
      memory.set(game.real, reals[critic].flat());
      memory.set(game.noise, noises[critic++].flat());
    }, { uniform: given, normal: given });
    if (drawn !== draws.length) throw new Error(`${draws.length} random arrays stored, ${drawn} used`);
    if (i === 0) for (const player of ["generator", "discriminator"])
      gradients[player] = [...memory.array(game.memories[player].gradient, game[player].size)];
    losses.push(game.loss);
  });
  const found = { losses, gradients, generator: [...game.generator.values()], discriminator: [...game.discriminator.values()] };
  if (game.averaged) found.averaged = [...memory.array(game.averaged, game.generator.size)];
  if (game.reconstructor) found.reconstructor = [...game.reconstructor.values()];
  if (pictures) {
    const drawing = new Drawing(game, { x: Float32Array.from(pictures.x.flat()), limits: pictures.limits });
    memory.set(drawing.noise, pictures.noise.flat());
    const { fakes, mesh, arrows, surface } = drawing.draw();
    Object.assign(found, { fakes: [...fakes], mesh: [...mesh], arrows: [...arrows], surface: [...surface] });
  }
  return found;
}

// The arithmetic of the laboratory's engine: matrices of float32, one row after the other, without padding.
//
// `run` works through a program: instructions of 16 words (int32). Word 0 is the operation, word 1 the address of the
// result, then addresses and sizes. tape.js writes the programs. SIMD of four lanes, not relaxed: every browser and
// every processor gives the same bits, so that a seed in a link gives the same run everywhere.

// ------------------------------------------------------------ products

// @ts-ignore: decorator
@inline
function act(x: v128, kind: i32): v128 {
  return kind ? f32x4.max(x, f32x4.splat(0)) : x;
}

// Rows of A, or columns of A for its transpose, that are laid out at a time: MOST × k numbers must have room in `pack`.
const MOST: i32 = 256;

// C (m, n) = A (m, k) B (k, n) + bias; A's row i begins at a + i sai, its column k at + k sak (bytes).
// Four rows of A at a time are laid side by side in `pack`, so that the inner loop reads on and on.
function product(o: usize, a: usize, b: usize, m: i32, k: i32, n: i32, sai: i32, sak: i32, bias: usize, kind: i32,
                 pack: usize): void {
  for (let i: i32 = 0; i < m; i += MOST) {
    const rows = min(MOST, m - i);
    if (n > 7) laid(a + i * sai, rows & ~3, k, sai, sak, pack);
    block(o + i * (n << 2), a + i * sai, b, rows, k, n, sai, sak, bias, kind, pack);
  }
}

function laid(a: usize, m: i32, k: i32, sai: i32, sak: i32, to: usize): void {
  for (let i: i32 = 0; i < m; i += 4) {
    const p = a + i * sai;
    let t: i32 = 0;
    if (sai == 4) {
      for (let q = p; t < k; t++, to += 16, q += sak) v128.store(to, v128.load(q));
      continue;
    }
    for (; t + 4 <= k; t += 4, to += 64) {
      const q = p + (t << 2);
      const x0 = v128.load(q), x1 = v128.load(q + sai), x2 = v128.load(q + 2 * sai), x3 = v128.load(q + 3 * sai);
      const y0 = v128.shuffle<f32>(x0, x1, 0, 4, 1, 5), y1 = v128.shuffle<f32>(x0, x1, 2, 6, 3, 7);
      const y2 = v128.shuffle<f32>(x2, x3, 0, 4, 1, 5), y3 = v128.shuffle<f32>(x2, x3, 2, 6, 3, 7);
      v128.store(to, v128.shuffle<f32>(y0, y2, 0, 1, 4, 5));
      v128.store(to, v128.shuffle<f32>(y0, y2, 2, 3, 6, 7), 16);
      v128.store(to, v128.shuffle<f32>(y1, y3, 0, 1, 4, 5), 32);
      v128.store(to, v128.shuffle<f32>(y1, y3, 2, 3, 6, 7), 48);
    }
    for (; t < k; t++, to += 16)
      for (let r: i32 = 0; r < 4; r++) store<f32>(to + (r << 2), load<f32>(p + r * sai + (t << 2)));
  }
}

function block(o: usize, a: usize, b: usize, m: i32, k: i32, n: i32, sai: i32, sak: i32, bias: usize, kind: i32,
               pack: usize): void {
  const row: i32 = n << 2;
  let j: i32 = 0;
  for (; j + 8 <= n; j += 8) {
    const from = b + (j << 2);
    const c0 = bias ? v128.load(bias + (j << 2)) : f32x4.splat(0);
    const c1 = bias ? v128.load(bias + (j << 2), 16) : f32x4.splat(0);
    let i: i32 = 0, p = pack;
    for (; i + 4 <= m; i += 4) {
      let r00 = c0, r01 = c1, r10 = c0, r11 = c1, r20 = c0, r21 = c1, r30 = c0, r31 = c1;
      let q = from;
      const end = p + (k << 4);
      while (p < end) {
        const b0 = v128.load(q), b1 = v128.load(q, 16);
        let x = v128.load32_splat(p);
        r00 = f32x4.add(r00, f32x4.mul(x, b0));
        r01 = f32x4.add(r01, f32x4.mul(x, b1));
        x = v128.load32_splat(p, 4);
        r10 = f32x4.add(r10, f32x4.mul(x, b0));
        r11 = f32x4.add(r11, f32x4.mul(x, b1));
        x = v128.load32_splat(p, 8);
        r20 = f32x4.add(r20, f32x4.mul(x, b0));
        r21 = f32x4.add(r21, f32x4.mul(x, b1));
        x = v128.load32_splat(p, 12);
        r30 = f32x4.add(r30, f32x4.mul(x, b0));
        r31 = f32x4.add(r31, f32x4.mul(x, b1));
        p += 16;
        q += row;
      }
      let to = o + i * row + (j << 2);
      v128.store(to, act(r00, kind));
      v128.store(to, act(r01, kind), 16);
      to += row;
      v128.store(to, act(r10, kind));
      v128.store(to, act(r11, kind), 16);
      to += row;
      v128.store(to, act(r20, kind));
      v128.store(to, act(r21, kind), 16);
      to += row;
      v128.store(to, act(r30, kind));
      v128.store(to, act(r31, kind), 16);
    }
    for (; i < m; i++) {
      let r0 = c0, r1 = c1, p = a + i * sai, q = from;
      for (let t: i32 = 0; t < k; t++) {
        const x = v128.load32_splat(p);
        r0 = f32x4.add(r0, f32x4.mul(x, v128.load(q)));
        r1 = f32x4.add(r1, f32x4.mul(x, v128.load(q, 16)));
        p += sak;
        q += row;
      }
      const to = o + i * row + (j << 2);
      v128.store(to, act(r0, kind));
      v128.store(to, act(r1, kind), 16);
    }
  }
  for (; j + 4 <= n; j += 4) {
    const c0 = bias ? v128.load(bias + (j << 2)) : f32x4.splat(0);
    for (let i: i32 = 0; i < m; i++) {
      let r0 = c0, p = a + i * sai, q = b + (j << 2);
      for (let t: i32 = 0; t < k; t++) {
        r0 = f32x4.add(r0, f32x4.mul(v128.load32_splat(p), v128.load(q)));
        p += sak;
        q += row;
      }
      v128.store(o + i * row + (j << 2), act(r0, kind));
    }
  }
  for (; j < n; j++) {
    const c0: f32 = bias ? load<f32>(bias + (j << 2)) : 0;
    for (let i: i32 = 0; i < m; i++) {
      let r0 = c0, p = a + i * sai, q = b + (j << 2);
      for (let t: i32 = 0; t < k; t++) {
        r0 += load<f32>(p) * load<f32>(q);
        p += sak;
        q += row;
      }
      store<f32>(o + i * row + (j << 2), kind ? max<f32>(r0, 0) : r0);
    }
  }
}

// @ts-ignore: decorator
@inline
function lanes(x: v128): f32 {
  return f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1) + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3));
}

// C (m, n) = A (m, k) B + bias for a narrow B, given as its transpose (n, k).
function dots(o: usize, a: usize, b: usize, m: i32, k: i32, n: i32, bias: usize): void {
  const row = k << 2, whole = k & ~3;
  for (let i: i32 = 0; i < m; i++) {
    const from = a + i * row;
    for (let j: i32 = 0; j < n; j++) {
      let sum = f32x4.splat(0), p = from, q = b + j * row;
      for (let t: i32 = 0; t < whole; t += 4) {
        sum = f32x4.add(sum, f32x4.mul(v128.load(p), v128.load(q)));
        p += 16;
        q += 16;
      }
      let rest: f32 = 0;
      for (let t = whole; t < k; t++) {
        rest += load<f32>(p) * load<f32>(q);
        p += 4;
        q += 4;
      }
      store<f32>(o + ((i * n + j) << 2), lanes(sum) + rest + (bias ? load<f32>(bias + (j << 2)) : 0));
    }
  }
}

// C (m, n) = Aᵀ B for a narrow B (k, n); A is (k, m).
function columns(o: usize, a: usize, b: usize, m: i32, k: i32, n: i32): void {
  const row = m << 2, step = n << 2;
  for (let j: i32 = 0; j < n; j++) {
    let i: i32 = 0;
    for (; i + 16 <= m; i += 16) {
      let r0 = f32x4.splat(0), r1 = r0, r2 = r0, r3 = r0, p = a + (i << 2), q = b + (j << 2);
      for (let t: i32 = 0; t < k; t++) {
        const x = v128.load32_splat(q);
        r0 = f32x4.add(r0, f32x4.mul(x, v128.load(p)));
        r1 = f32x4.add(r1, f32x4.mul(x, v128.load(p, 16)));
        r2 = f32x4.add(r2, f32x4.mul(x, v128.load(p, 32)));
        r3 = f32x4.add(r3, f32x4.mul(x, v128.load(p, 48)));
        p += row;
        q += step;
      }
      let to = o + i * step + (j << 2);
      scatter(to, r0, step);
      scatter(to + 4 * step, r1, step);
      scatter(to + 8 * step, r2, step);
      scatter(to + 12 * step, r3, step);
    }
    for (; i < m; i++) {
      let sum: f32 = 0, p = a + (i << 2), q = b + (j << 2);
      for (let t: i32 = 0; t < k; t++) {
        sum += load<f32>(p) * load<f32>(q);
        p += row;
        q += step;
      }
      store<f32>(o + i * step + (j << 2), sum);
    }
  }
}

// @ts-ignore: decorator
@inline
function scatter(to: usize, x: v128, step: i32): void {
  store<f32>(to, f32x4.extract_lane(x, 0));
  store<f32>(to + step, f32x4.extract_lane(x, 1));
  store<f32>(to + 2 * step, f32x4.extract_lane(x, 2));
  store<f32>(to + 3 * step, f32x4.extract_lane(x, 3));
}

function transpose(o: usize, a: usize, m: i32, n: i32): void {
  const row = n << 2, column = m << 2;
  let i: i32 = 0;
  for (; i + 4 <= m; i += 4) {
    let j: i32 = 0;
    for (; j + 4 <= n; j += 4) {
      const p = a + i * row + (j << 2), to = o + j * column + (i << 2);
      const x0 = v128.load(p), x1 = v128.load(p + row), x2 = v128.load(p + 2 * row), x3 = v128.load(p + 3 * row);
      const y0 = v128.shuffle<f32>(x0, x1, 0, 4, 1, 5), y1 = v128.shuffle<f32>(x0, x1, 2, 6, 3, 7);
      const y2 = v128.shuffle<f32>(x2, x3, 0, 4, 1, 5), y3 = v128.shuffle<f32>(x2, x3, 2, 6, 3, 7);
      v128.store(to, v128.shuffle<f32>(y0, y2, 0, 1, 4, 5));
      v128.store(to + column, v128.shuffle<f32>(y0, y2, 2, 3, 6, 7));
      v128.store(to + 2 * column, v128.shuffle<f32>(y1, y3, 0, 1, 4, 5));
      v128.store(to + 3 * column, v128.shuffle<f32>(y1, y3, 2, 3, 6, 7));
    }
    for (; j < n; j++)
      for (let r: i32 = i; r < i + 4; r++) store<f32>(o + j * column + (r << 2), load<f32>(a + r * row + (j << 2)));
  }
  for (; i < m; i++)
    for (let j: i32 = 0; j < n; j++) store<f32>(o + j * column + (i << 2), load<f32>(a + i * row + (j << 2)));
}

// ------------------------------------------------------------ functions of one number, four at a time

// @ts-ignore: decorator
@inline
function exp4(x: v128): v128 { // Cephes's expf
  x = f32x4.min(f32x4.max(x, f32x4.splat(-87.3)), f32x4.splat(88.3));
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(1.44269504)));
  x = f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375)));
  x = f32x4.add(x, f32x4.mul(n, f32x4.splat(2.12194440e-4)));
  let y = f32x4.splat(1.9875691500e-4);
  y = f32x4.add(f32x4.mul(y, x), f32x4.splat(1.3981999507e-3));
  y = f32x4.add(f32x4.mul(y, x), f32x4.splat(8.3334519073e-3));
  y = f32x4.add(f32x4.mul(y, x), f32x4.splat(4.1665795894e-2));
  y = f32x4.add(f32x4.mul(y, x), f32x4.splat(1.6666665459e-1));
  y = f32x4.add(f32x4.mul(y, x), f32x4.splat(5.0000001201e-1));
  y = f32x4.add(f32x4.add(f32x4.mul(f32x4.mul(y, x), x), x), f32x4.splat(1));
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  return f32x4.mul(y, power);
}

// @ts-ignore: decorator
@inline
function log4(x: v128): v128 { // Cephes's logf, for normal numbers above 0
  let e = f32x4.convert_i32x4_s(i32x4.sub(i32x4.shr_u(x, 23), i32x4.splat(126)));
  let m = v128.or(v128.and(x, i32x4.splat(0x007fffff)), i32x4.splat(0x3f000000)); // 0.5 … 1
  const low = f32x4.lt(m, f32x4.splat(0.707106781));
  e = f32x4.sub(e, v128.and(low, f32x4.splat(1)));
  m = f32x4.sub(f32x4.add(m, v128.and(low, m)), f32x4.splat(1));
  const z = f32x4.mul(m, m);
  let y = f32x4.splat(7.0376836292e-2);
  y = f32x4.add(f32x4.mul(y, m), f32x4.splat(-1.1514610310e-1));
  y = f32x4.add(f32x4.mul(y, m), f32x4.splat(1.1676998740e-1));
  y = f32x4.add(f32x4.mul(y, m), f32x4.splat(-1.2420140846e-1));
  y = f32x4.add(f32x4.mul(y, m), f32x4.splat(1.4249322787e-1));
  y = f32x4.add(f32x4.mul(y, m), f32x4.splat(-1.6668057665e-1));
  y = f32x4.add(f32x4.mul(y, m), f32x4.splat(2.0000714765e-1));
  y = f32x4.add(f32x4.mul(y, m), f32x4.splat(-2.4999993993e-1));
  y = f32x4.add(f32x4.mul(y, m), f32x4.splat(3.3333331174e-1));
  y = f32x4.mul(f32x4.mul(y, m), z);
  y = f32x4.add(y, f32x4.mul(e, f32x4.splat(-2.12194440e-4)));
  y = f32x4.sub(y, f32x4.mul(z, f32x4.splat(0.5)));
  return f32x4.add(f32x4.add(m, y), f32x4.mul(e, f32x4.splat(0.693359375)));
}

// @ts-ignore: decorator
@inline
function sigmoid4(x: v128): v128 {
  return f32x4.div(f32x4.splat(1), f32x4.add(f32x4.splat(1), exp4(f32x4.neg(x))));
}

// @ts-ignore: decorator
@inline
function softplus4(x: v128): v128 {
  const u = exp4(f32x4.neg(f32x4.abs(x)));  // log(1 + u), exact also for small u: log(w) u / (w − 1)
  const w = f32x4.add(f32x4.splat(1), u), d = f32x4.sub(w, f32x4.splat(1));
  const one = f32x4.eq(d, f32x4.splat(0));
  const l = f32x4.div(f32x4.mul(log4(w), u), v128.bitselect(f32x4.splat(1), d, one));
  return f32x4.add(f32x4.max(x, f32x4.splat(0)), v128.bitselect(u, l, one));
}

// @ts-ignore: decorator
@inline
function tanh4(x: v128): v128 { // Cephes's tanhf
  const z = f32x4.mul(x, x);
  let y = f32x4.splat(-5.70498872745e-3);
  y = f32x4.add(f32x4.mul(y, z), f32x4.splat(2.06390887954e-2));
  y = f32x4.add(f32x4.mul(y, z), f32x4.splat(-5.37397155531e-2));
  y = f32x4.add(f32x4.mul(y, z), f32x4.splat(1.33314422036e-1));
  y = f32x4.add(f32x4.mul(y, z), f32x4.splat(-3.33332819422e-1));
  y = f32x4.add(f32x4.mul(f32x4.mul(y, z), x), x);
  const a = f32x4.abs(x);
  let far = f32x4.add(exp4(f32x4.add(a, a)), f32x4.splat(1));
  far = f32x4.sub(f32x4.splat(1), f32x4.div(f32x4.splat(2), far));
  far = v128.or(far, v128.and(x, i32x4.splat(0x80000000)));
  return v128.bitselect(y, far, f32x4.lt(a, f32x4.splat(0.625)));
}

// @ts-ignore: decorator
@inline
function uniformed4(x: v128): v128 { // erf(x / √2), Abramowitz & Stegun 7.1.26
  const s = f32x4.mul(f32x4.abs(x), f32x4.splat(0.70710678));
  const t = f32x4.div(f32x4.splat(1), f32x4.add(f32x4.splat(1), f32x4.mul(s, f32x4.splat(0.3275911))));
  let y = f32x4.splat(1.061405429);
  y = f32x4.add(f32x4.mul(y, t), f32x4.splat(-1.453152027));
  y = f32x4.add(f32x4.mul(y, t), f32x4.splat(1.421413741));
  y = f32x4.add(f32x4.mul(y, t), f32x4.splat(-0.284496736));
  y = f32x4.add(f32x4.mul(y, t), f32x4.splat(0.254829592));
  y = f32x4.mul(f32x4.mul(y, t), exp4(f32x4.neg(f32x4.mul(s, s))));
  y = f32x4.max(f32x4.sub(f32x4.splat(1), y), f32x4.splat(0));
  return v128.or(y, v128.and(x, i32x4.splat(0x80000000)));
}

// @ts-ignore: decorator
@inline
function unary4(op: i32, x: v128): v128 {
  const zero = f32x4.splat(0), one = f32x4.splat(1);
  switch (op) {
    case 20: return f32x4.max(x, zero);
    case 21: return f32x4.max(x, f32x4.mul(x, f32x4.splat(0.2)));
    case 22: return tanh4(x);
    case 23: return softplus4(x);
    case 24: return sigmoid4(x);
    case 25: return exp4(x);
    case 26: return f32x4.sqrt(x);
    case 27: return f32x4.abs(x);
    case 28: return v128.or(v128.and(f32x4.gt(x, zero), one), v128.and(f32x4.lt(x, zero), f32x4.splat(-1)));
    case 29: return v128.and(f32x4.gt(x, zero), one);
    case 30: return f32x4.div(one, x);
    default: return uniformed4(x);
  }
}

// @ts-ignore: decorator
@inline
function over(op: i32, o: usize, a: usize, n: i32): void {
  let i: i32 = 0;
  for (; i + 4 <= n; i += 4) v128.store(o + (i << 2), unary4(op, v128.load(a + (i << 2))));
  for (; i < n; i++) store<f32>(o + (i << 2), f32x4.extract_lane(unary4(op, v128.load32_splat(a + (i << 2))), 0));
}

// @ts-ignore: decorator
@inline
function binary4(op: i32, x: v128, y: v128): v128 {
  const zero = f32x4.splat(0), one = f32x4.splat(1);
  switch (op) {
    case 40: return f32x4.add(x, y);
    case 41: return f32x4.sub(x, y);
    case 42: return f32x4.mul(x, y);
    case 43: return v128.and(f32x4.gt(y, zero), x);                                    // slope of ReLU, by its output y
    case 44: return v128.bitselect(x, f32x4.mul(x, f32x4.splat(0.2)), f32x4.gt(y, zero)); // of leaky ReLU
    default: return f32x4.mul(x, f32x4.sub(one, f32x4.mul(y, y)));                     // of tanh
  }
}

// @ts-ignore: decorator
@inline
function between(op: i32, o: usize, a: usize, b: usize, n: i32): void {
  let i: i32 = 0;
  for (; i + 4 <= n; i += 4) v128.store(o + (i << 2), binary4(op, v128.load(a + (i << 2)), v128.load(b + (i << 2))));
  for (; i < n; i++) store<f32>(o + (i << 2), f32x4.extract_lane(
    binary4(op, v128.load32_splat(a + (i << 2)), v128.load32_splat(b + (i << 2))), 0));
}

// ------------------------------------------------------------ sums and copies

function scaled(o: usize, a: usize, factor: f32, plus: f32, n: i32): void {
  const s = f32x4.splat(factor), t = f32x4.splat(plus);
  let i: i32 = 0;
  for (; i + 4 <= n; i += 4) v128.store(o + (i << 2), f32x4.add(f32x4.mul(v128.load(a + (i << 2)), s), t));
  for (; i < n; i++) store<f32>(o + (i << 2), load<f32>(a + (i << 2)) * factor + plus);
}

function atLeast(o: usize, a: usize, least: f32, n: i32): void {
  for (let i: i32 = 0; i < n; i++) store<f32>(o + (i << 2), max<f32>(load<f32>(a + (i << 2)), least));
}

function total(a: usize, n: i32): f32 {
  let sum = f32x4.splat(0), i: i32 = 0;
  for (; i + 4 <= n; i += 4) sum = f32x4.add(sum, v128.load(a + (i << 2)));
  let rest: f32 = 0;
  for (; i < n; i++) rest += load<f32>(a + (i << 2));
  return lanes(sum) + rest;
}

function fill(o: usize, x: f32, n: i32): void {
  let i: i32 = 0;
  const s = f32x4.splat(x);
  for (; i + 4 <= n; i += 4) v128.store(o + (i << 2), s);
  for (; i < n; i++) store<f32>(o + (i << 2), x);
}

// (groups · g, f) -> (groups, f): the sum of each g rows.
function groupSum(o: usize, a: usize, groups: i32, g: i32, f: i32): void {
  const row = f << 2;
  for (let r: i32 = 0; r < groups; r++) {
    const from = a + r * g * row, to = o + r * row;
    let j: i32 = 0;
    for (; j + 16 <= f; j += 16) {
      let p = from + (j << 2), s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
      for (let t: i32 = 0; t < g; t++) {
        s0 = f32x4.add(s0, v128.load(p));
        s1 = f32x4.add(s1, v128.load(p, 16));
        s2 = f32x4.add(s2, v128.load(p, 32));
        s3 = f32x4.add(s3, v128.load(p, 48));
        p += row;
      }
      v128.store(to + (j << 2), s0);
      v128.store(to + (j << 2), s1, 16);
      v128.store(to + (j << 2), s2, 32);
      v128.store(to + (j << 2), s3, 48);
    }
    if (f == 1) {
      store<f32>(to, total(from, g));
      j = 1;
    }
    for (; j < f; j++) {
      let sum: f32 = 0, p = from + (j << 2);
      for (let t: i32 = 0; t < g; t++) {
        sum += load<f32>(p);
        p += row;
      }
      store<f32>(to + (j << 2), sum);
    }
  }
}

function effects(op: i32, pc: usize, o: usize, a: usize, b: usize, n: i32): void {
  const c = <usize>load<i32>(pc, 28), s = <usize>load<i32>(pc, 32);
  switch (op) {
    case 60: { // Adam: o weights, a gradient, b first moment, c second; s: rate, 1 − β₁, 1 − β₂, ε
      const rate = v128.load32_splat(s), k1 = v128.load32_splat(s, 4), k2 = v128.load32_splat(s, 8);
      const small = v128.load32_splat(s, 12);
      for (let i: i32 = 0; i < n; i += 4) { // the arrays end on a multiple of four
        const at = <usize>(i << 2), g = v128.load(a + at);
        let m = v128.load(b + at), v = v128.load(c + at);
        m = f32x4.add(m, f32x4.mul(f32x4.sub(g, m), k1));
        v = f32x4.add(v, f32x4.mul(f32x4.sub(f32x4.mul(g, g), v), k2));
        v128.store(b + at, m);
        v128.store(c + at, v);
        v128.store(o + at, f32x4.sub(v128.load(o + at),
          f32x4.div(f32x4.mul(m, rate), f32x4.add(f32x4.sqrt(v), small))));
      }
      break;
    }
    case 61: { // gradient descent: s: rate
      const rate = load<f32>(s);
      for (let i: i32 = 0; i < n; i++) store<f32>(o + (i << 2), load<f32>(o + (i << 2)) - rate * load<f32>(a + (i << 2)));
      break;
    }
    case 62: { // with momentum: b the last move; s: rate, momentum
      const rate = load<f32>(s), keep = load<f32>(s, 4);
      for (let i: i32 = 0; i < n; i++) {
        const at = <usize>(i << 2), m = load<f32>(b + at) * keep - load<f32>(a + at) * rate;
        store<f32>(b + at, m);
        store<f32>(o + at, load<f32>(o + at) + m);
      }
      break;
    }
    case 63: { // RMSprop: b the mean square; s: rate, ρ, ε
      const rate = load<f32>(s), keep = load<f32>(s, 4), small = load<f32>(s, 8);
      for (let i: i32 = 0; i < n; i++) {
        const at = <usize>(i << 2), g = load<f32>(a + at), v = keep * load<f32>(b + at) + (1 - keep) * (g * g);
        store<f32>(b + at, v);
        store<f32>(o + at, load<f32>(o + at) - rate * g / sqrt<f32>(v + small));
      }
      break;
    }
    case 64: { // clip to ± s
      const most = load<f32>(s);
      for (let i: i32 = 0; i < n; i++) store<f32>(o + (i << 2), min<f32>(max<f32>(load<f32>(o + (i << 2)), -most), most));
      break;
    }
    case 65: { // average: o ← s o + (1 − s) a
      const keep = load<f32>(s);
      for (let i: i32 = 0; i < n; i++)
        store<f32>(o + (i << 2), keep * load<f32>(o + (i << 2)) + (1 - keep) * load<f32>(a + (i << 2)));
      break;
    }
    case 66: { // optimism: a where it stood, b the last move
      for (let i: i32 = 0; i < n; i++) {
        const at = <usize>(i << 2), w = load<f32>(o + at), move = w - load<f32>(a + at);
        store<f32>(o + at, w + (move - load<f32>(b + at)));
        store<f32>(b + at, move);
      }
      break;
    }
    default: spectral(o, a, b, c, load<i32>(pc, 20), load<i32>(pc, 24));
  }
}

// o ← w / s₁ (rows, columns), by one power iteration of u (1, columns), which is written back; v: room for (1, rows).
function spectral(o: usize, w: usize, u: usize, v: usize, rows: i32, columns_: i32): void {
  const size = rows * columns_;
  let zero = true;
  for (let i: i32 = 0; i < size && zero; i++) zero = load<f32>(w + (i << 2)) == 0;
  if (zero) {
    memory.copy(o, w, size << 2);
    return;
  }
  dots(v, w, u, rows, columns_, 1, 0);               // v = W u
  unit(v, rows);
  block(u, v, w, 1, rows, columns_, rows << 2, 4, 0, 0, 0); // u = v W
  const length = unit(u, columns_);                  // v W uᵀ is the length of v W
  scaled(o, w, 1 / length, 0, size);
}

function unit(a: usize, n: i32): f32 {
  let square: f64 = 0;
  for (let i: i32 = 0; i < n; i++) square += <f64>load<f32>(a + (i << 2)) * load<f32>(a + (i << 2));
  const length = <f32>sqrt<f64>(max<f64>(square, 1e-12));
  scaled(a, a, 1 / length, 0, n);
  return length;
}

// ------------------------------------------------------------ programs

export function run(pc: usize, end: usize): void {
  for (; pc < end; pc += 64) {
    const op = load<i32>(pc), o = <usize>load<i32>(pc, 4), a = <usize>load<i32>(pc, 8), b = <usize>load<i32>(pc, 12);
    const n = load<i32>(pc, 16), m = load<i32>(pc, 20), k = load<i32>(pc, 24);
    switch (op) {
      case 1:
        product(o, a, b, m, k, n, k << 2, 4, <usize>load<i32>(pc, 28), load<i32>(pc, 32), <usize>load<i32>(pc, 36));
        break;
      case 2: product(o, a, b, m, k, n, 4, m << 2, 0, 0, <usize>load<i32>(pc, 36)); break;
      case 3: dots(o, a, b, m, k, n, <usize>load<i32>(pc, 28)); break;
      case 4: columns(o, a, b, m, k, n); break;
      case 5: transpose(o, a, m, n); break;
      case 6: scaled(o, a, load<f32>(b), load<f32>(<usize>load<i32>(pc, 28)), n); break;
      case 7: atLeast(o, a, load<f32>(b), n); break;
      case 8: store<f32>(o, total(a, n)); break;
      case 9: fill(o, load<f32>(a), n); break;
      case 10: groupSum(o, a, n, m, k); break;
      case 11: // (groups, f) -> (groups · g, f)
        for (let r: i32 = 0, p = o; r < n; r++)
          for (let t: i32 = 0; t < m; t++, p += k << 2) memory.copy(p, a + r * (k << 2), k << 2);
        break;
      case 12: // (rows, columns) -> (rows, 1)
        for (let r: i32 = 0; r < n; r++) store<f32>(o + (r << 2), total(a + r * (m << 2), m));
        break;
      case 13: // (rows, 1) -> (rows, columns)
        for (let r: i32 = 0; r < n; r++) fill(o + r * (m << 2), load<f32>(a + (r << 2)), m);
        break;
      case 14: // (rows, m) beside (rows, k)
        for (let r: i32 = 0; r < n; r++) {
          memory.copy(o + r * ((m + k) << 2), a + r * (m << 2), m << 2);
          memory.copy(o + r * ((m + k) << 2) + (m << 2), b + r * (k << 2), k << 2);
        }
        break;
      case 15: // k columns of m, from the b-th
        for (let r: i32 = 0; r < n; r++) memory.copy(o + r * (k << 2), a + ((r * m + <i32>b) << 2), k << 2);
        break;
      case 16: // k columns into m, from the b-th, the rest 0
        memory.fill(o, 0, n * m << 2);
        for (let r: i32 = 0; r < n; r++) memory.copy(o + ((r * m + <i32>b) << 2), a + r * (k << 2), k << 2);
        break;
      case 17: memory.copy(o, a, n << 2); break;
      case 20: over(20, o, a, n); break;
      case 21: over(21, o, a, n); break;
      case 22: over(22, o, a, n); break;
      case 23: over(23, o, a, n); break;
      case 24: over(24, o, a, n); break;
      case 25: over(25, o, a, n); break;
      case 26: over(26, o, a, n); break;
      case 27: over(27, o, a, n); break;
      case 28: over(28, o, a, n); break;
      case 29: over(29, o, a, n); break;
      case 30: over(30, o, a, n); break;
      case 31: over(31, o, a, n); break;
      case 40: between(40, o, a, b, n); break;
      case 41: between(41, o, a, b, n); break;
      case 42: between(42, o, a, b, n); break;
      case 43: between(43, o, a, b, n); break;
      case 44: between(44, o, a, b, n); break;
      case 45: between(45, o, a, b, n); break;
      default: effects(op, pc, o, a, b, n);
    }
  }
}

// ------------------------------------------------------------ chance: Philox 4×32-10 (Salmon et al. 2011)

const four = memory.data(32, 16);

function philox(seed: u32, stream: u32, low: u32, high: u32, to: usize): void {
  let c0 = low, c1 = high, c2 = stream, c3: u32 = 0, k0 = seed, k1: u32 = 0x47414e;
  for (let i: i32 = 0; i < 10; i++) {
    const p0 = <u64>c0 * 0xd2511f53, p1 = <u64>c2 * 0xcd9e8d57;
    const n0 = <u32>(p1 >> 32) ^ c1 ^ k0, n2 = <u32>(p0 >> 32) ^ c3 ^ k1;
    c1 = <u32>p1;
    c3 = <u32>p0;
    c0 = n0;
    c2 = n2;
    k0 += 0x9e3779b9;
    k1 += 0xbb67ae85;
  }
  store<u32>(to, c0);
  store<u32>(to, c1, 4);
  store<u32>(to, c2, 8);
  store<u32>(to, c3, 12);
}

// Four numbers in [0, 1) of 24 bits.
// @ts-ignore: decorator
@inline
function uniform4(seed: u32, stream: u32, at: u64): v128 {
  philox(seed, stream, <u32>at, <u32>(at >> 32), four);
  return f32x4.mul(f32x4.convert_i32x4_u(i32x4.shr_u(v128.load(four), 8)), f32x4.splat(5.9604644775390625e-8));
}

// Write n uniform numbers; the blocks of four are counted from `at`. A part of four that is left over is thrown away.
export function uniform(o: usize, n: i32, seed: u32, stream: u32, at: f64): void {
  let c = <u64>at;
  for (let i: i32 = 0; i < n; i += 4, c++) {
    const u = uniform4(seed, stream, c);
    if (i + 4 <= n) v128.store(o + (i << 2), u);
    else {
      v128.store(four, u);
      memory.copy(o + (i << 2), four, (n - i) << 2);
    }
  }
}

// Write n standard normal numbers (Box & Muller 1958), eight from two blocks.
export function normal(o: usize, n: i32, seed: u32, stream: u32, at: f64): void {
  let c = <u64>at;
  for (let i: i32 = 0; i < n; i += 8, c += 2) {
    const u = uniform4(seed, stream, c), turn = f32x4.mul(uniform4(seed, stream, c + 1), f32x4.splat(4));
    const radius = f32x4.sqrt(f32x4.mul(f32x4.splat(-2), log4(f32x4.sub(f32x4.splat(1), u))));
    const quarter = f32x4.nearest(turn), q = i32x4.trunc_sat_f32x4_s(quarter);
    const x = f32x4.mul(f32x4.sub(turn, quarter), f32x4.splat(1.57079633)), z = f32x4.mul(x, x); // within ± π/4
    let s = f32x4.splat(-1.9515295891e-4);
    s = f32x4.add(f32x4.mul(s, z), f32x4.splat(8.3321608736e-3));
    s = f32x4.add(f32x4.mul(s, z), f32x4.splat(-1.6666654611e-1));
    s = f32x4.add(f32x4.mul(f32x4.mul(s, z), x), x);
    let d = f32x4.splat(2.443315711809948e-5);
    d = f32x4.add(f32x4.mul(d, z), f32x4.splat(-1.388731625493765e-3));
    d = f32x4.add(f32x4.mul(d, z), f32x4.splat(4.166664568298827e-2));
    d = f32x4.add(f32x4.sub(f32x4.mul(f32x4.mul(d, z), z), f32x4.mul(z, f32x4.splat(0.5))), f32x4.splat(1));
    const odd = i32x4.eq(v128.and(q, i32x4.splat(1)), i32x4.splat(1));
    const sine = v128.bitselect(d, s, odd), cosine = v128.bitselect(s, d, odd);
    const flipS = i32x4.shl(v128.and(q, i32x4.splat(2)), 30);
    const flipC = i32x4.shl(v128.and(i32x4.add(q, i32x4.splat(1)), i32x4.splat(2)), 30);
    v128.store(four, f32x4.mul(radius, v128.xor(cosine, flipC)));
    v128.store(four, f32x4.mul(radius, v128.xor(sine, flipS)), 16);
    memory.copy(o + (i << 2), four, min(8, n - i) << 2);
  }
}

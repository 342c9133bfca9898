"""What a saved GAN is made of: two networks, the settings of `compile`, and all that training goes on from."""

import keras

from gan_course import objectives
from gan_course.remedies import is_known, serialized


class Saved:
    """The part of a GAN that `keras.saving` asks; a mixin of `gan_course.gan.GAN`."""

    def save(self, filepath, overwrite=True, zipped=None, **kwargs):
        """Write the GAN to a file that ends in .keras, as Keras's `save` does; raise ValueError for the old HDF5."""
        if str(filepath).endswith((".h5", ".hdf5")):    # Keras would begin to write before it fails
            raise ValueError(f"filepath is {str(filepath)!r}; give a path that ends in .keras, the format that holds a "
                             "whole GAN. For the generator alone: gan.export(folder).")
        super().save(filepath, overwrite, zipped, **kwargs)

    def get_config(self):
        """Return what `keras.saving` needs to rebuild the model."""
        return {"generator": keras.saving.serialize_keras_object(self.generator),
                # as it was given: `compile` lets the remedies rebuild it
                "discriminator": keras.saving.serialize_keras_object(self.given_discriminator), "name": self.name}

    @classmethod
    def from_config(cls, config):
        """Rebuild the model from `get_config`."""
        networks = {key: keras.saving.deserialize_keras_object(config.pop(key))
                    for key in ("generator", "discriminator")}
        return cls(**networks, **config)

    def save_own_variables(self, store):
        """Store the state of the noise and of the remedies (Keras stores the networks and the optimisers)."""
        store["noise_state"] = self.seed_generator.state.numpy()
        for i, variable in enumerate(self.remedy_variables):
            store[f"remedy_{i}"] = variable.numpy()

    def load_own_variables(self, store):
        """Restore the state of the noise and the remedies, so that training goes on as if it had not stopped."""
        saved = {name for name in store.keys() if name.startswith("remedy_")}
        if self.compiled and saved != {f"remedy_{i}" for i in range(len(self.remedy_variables))}:
            raise ValueError(f"The file holds {len(saved)} numbers and states of remedies; this GAN has "
                             f"{len(self.remedy_variables)}, from {[remedy.name for remedy in self.remedies]}. Compile "
                             "it with the remedies that it was saved with.")
        self.seed_generator.state.assign(store["noise_state"])
        for i, variable in enumerate(self.remedy_variables):
            variable.assign(store[f"remedy_{i}"])

    def get_compile_config(self):
        """Return the settings of `compile`, or None where the GAN must be compiled again after loading.

        So it is with an objective or a remedy of your own, and with a player that is frozen.
        """
        if not self.compiled or not objectives.is_known(self.given_objective) or not all(map(is_known, self.remedies)):
            return None
        if not (self.generator.trainable_variables and self.discriminator.trainable_variables):
            return None
        return {"objective": self.given_objective.name, "n_critic": self.n_critic,
                "n_generator": self.n_generator, **self.execution,
                "remedies": [serialized(remedy) for remedy in self.remedies],
                "generator_optimizer": keras.saving.serialize_keras_object(self.generator_optimizer),
                "discriminator_optimizer": keras.saving.serialize_keras_object(self.discriminator_optimizer)}

    def compile_from_config(self, config):
        """Compile with the settings of `get_compile_config`."""
        self.compile(**keras.saving.deserialize_keras_object(config))

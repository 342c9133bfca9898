"""How many threads TensorFlow gives each operation: chosen once, by whoever hosts a run of points."""

from gan_course.later import Later

tf = Later("tensorflow")


def share_no_operation():
    """Have TensorFlow run each operation on one thread, if it has not begun and nobody has chosen otherwise.

    Matrices of 128 rows are too small to be shared out: threads that wait for each other cost more, above all where a
    browser needs a core too. It holds for the whole process; a large convolution that comes later is slower.
    """
    if tf.config.threading.get_intra_op_parallelism_threads() == 0:
        try:
            tf.config.threading.set_intra_op_parallelism_threads(1)
        except RuntimeError:             # it has begun: then it stays as it is, only slower
            return

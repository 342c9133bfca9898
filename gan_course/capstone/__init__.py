"""The capstone: three data sets that a seed draws, a GAN that fails on each, a budget, a scorer, a report."""

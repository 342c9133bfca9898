// The experiments' answers, and what came of each: notebook 10's own sentences, which a test compares.

export const EXPERIMENTS = {
  "healthy": {
    "answers": [
      "never all",
      "by 300",
      "by 1,000",
      "later"
    ],
    "asked": "When were all eight held?",
    "came": "All eight, within a few hundred steps. Under twelve of the thirteen seeds that we tried, 48 to 67 % of the points then lie within three standard deviations of a blob; under one seed, 9 %: it is slower. The rest lie on the way between two blobs: the net is one sheet and cannot tear."
  },
  "hopping": {
    "answers": [
      "none",
      "1 or 2",
      "3 to 6",
      "all 8"
    ],
    "asked": "How many did G hold at one time?",
    "came": "A clump that wanders: when D has found out about a place, all points leave for the next one. One mode or two at a time, and the losses sit near 2 log 2 and log 2 as if all were well."
  },
  "faster_d": {
    "answers": [
      "left (A)",
      "right (B)",
      "the same"
    ],
    "asked": "Which run held more of the ring?",
    "came": "Right, the points spread over the ring. Perfect it is not: the count on the right swings."
  },
  "saturating": {
    "answers": [
      "left (A)",
      "right (B)",
      "the same"
    ],
    "asked": "Which loss learned more modes?",
    "came": "Right, D is sure of every fake within some hundred steps. The slope of log(1 - D) is then nearly 0: no arrows, and G stands still wherever it was. Left, the slope of -log D is largest exactly there. Now and then G catches a blob or two before D is sure, and keeps its arrows."
  },
  "grid": {
    "answers": [
      "fewer than 5",
      "5 to 15",
      "16 to 22",
      "all 25"
    ],
    "asked": "How many of the 25 did it hold?",
    "came": "Under thirteen seeds, modes of 25 at step 3,600 (each the median of five looks): plain 3 to 16."
  },
  "grid_cured": {
    "answers": [
      "fewer than 10",
      "10 to 20",
      "21 to 25"
    ],
    "asked": "How many did B hold?",
    "came": "Under thirteen seeds, modes of 25 at step 3,600 (each the median of five looks): plain 3 to 16; everything 23 to 25. An average alone shows what was learned; it teaches nothing."
  },
  "slow_d": {
    "answers": [
      "spread over three",
      "all on one place",
      "leave the picture"
    ],
    "asked": "What did the points do?",
    "came": "A new D has ReLU layers and no biases yet: it is a cone. If some direction is liked, the favourite place lies at infinity, and the points leave the picture. If no direction is liked, the favourite is the middle, and all points meet there. A D that learns would object at once; this one takes too long. Try several seeds."
  },
  "far_apart": {
    "answers": [
      "no, only one",
      "both, cleanly",
      "both, some between"
    ],
    "asked": "Did the thread cover both islands?",
    "came": "It covers both, and a point or two in a hundred lie between. By continuity the thread must cross. Training makes the crossing steep, so that little noise falls on it; making it a jump would take infinite weights."
  },
  "exploding": {
    "answers": [
      "fall quickly",
      "swing",
      "become no numbers"
    ],
    "asked": "What did the losses do?",
    "came": "A loss is not a number, and the page says so. What changed last is the first question to ask of any run that breaks: here it is the rate."
  },
  "spiral": {
    "answers": [
      "the middle",
      "the two ends",
      "the bends"
    ],
    "asked": "What part came last?",
    "came": "The sheet of noise folds itself along the arm. The middle of the arm comes first, its two ends last."
  }
};

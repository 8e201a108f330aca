import type { Article } from "../search-index.ts";

export const manufacturing: readonly Article[] = [
  {
    title: "Digital twins that pay their rent",
    url: "https://factory-forum.example/digital-twins-that-pay-their-rent",
    published: "2026-09-18",
    text: "A twin pays when it answers one costly question each week. Plants that modelled everything abandoned the model within two years.",
  },
  {
    title: "Predictive maintenance: listen to the gearbox",
    url: "https://workshop-wisdom.example/predictive-maintenance-listen-to-the-gearbox",
    published: "2026-06-04",
    text: "Vibration at the mesh frequency announced failure nine days ahead. The sensor cost forty dollars, the avoided stop forty thousand.",
  },
  {
    title: "Machine vision inspects glass at line speed",
    url: "https://vision-weekly.example/machine-vision-inspects-glass-at-line-speed",
    published: "2026-04-20",
    text: "Scratches on clear glass are shadows of shadows. Two lights from low angles and a simple classifier found them at four metres a second.",
  },
  {
    title: "Digital product passports reach machine builders",
    url: "https://trade-compliance.example/digital-product-passports-reach-machine-builders",
    published: "2026-08-09",
    text: "From next year machines carry a passport with parts, repairs and energy use. Builders ask who pays for the data of their suppliers.",
  },
  {
    title: "Additive manufacturing of spare parts",
    url: "https://factory-forum.example/additive-manufacturing-of-spare-parts",
    published: "2026-02-22",
    text: "Printed spare parts make sense for old machines with few customers. Certification, not printing, sets the price.",
  },
  {
    title: "Servo tuning by conversation",
    url: "https://workshop-wisdom.example/servo-tuning-by-conversation",
    published: "2026-07-21",
    text: "A technician describes the noise and an assistant proposes gains. Limits in the drive keep a wrong suggestion from breaking the axis.",
  },
  {
    title: "Food plants and the hygienic robot",
    url: "https://gripper-gazette.example/food-plants-and-the-hygienic-robot",
    published: "2026-03-24",
    text: "Smooth housings, no gaps, steam at eighty degrees: hygienic robots cost twice as much and save an hour of cleaning each shift.",
  },
  {
    title: "Lights-out machining on a small budget",
    url: "https://factory-forum.example/lights-out-machining-on-a-small-budget",
    published: "2026-05-12",
    text: "A used mill, a robot and a pallet rack run through the night at a family firm. Chips, not parts, were the hardest problem.",
  },
  {
    title: "Safety scanners and the price of distance",
    url: "https://safety-signal.example/safety-scanners-and-the-price-of-distance",
    published: "2026-01-05",
    text: "A scanner that sees farther lets the robot run faster near people. The arithmetic of stopping distance decides the layout.",
  },
  {
    title: "Furniture makers adopt nesting algorithms",
    url: "https://everyday-engineering.example/furniture-makers-adopt-nesting-algorithms",
    published: "2026-09-02",
    text: "Better nesting saves four percent of every board. The saw waits less because parts arrive in the order of assembly.",
  },
  {
    title: "Foundry 2.0: scrap prediction before the pour",
    url: "https://metal-minutes.example/foundry-2-0-scrap-prediction-before-the-pour",
    published: "2026-06-29",
    text: "Temperature, humidity and the age of the sand predict scrap. Pinnacle Castings delays a pour rather than remelt it.",
  },
  {
    title: "Standards for machine data: fewer, better",
    url: "https://open-robotics-notes.example/standards-for-machine-data-fewer-better",
    published: "2026-04-05",
    text: "Two standards bodies merged their models for machine data. Integrators hope to delete a shelf of converters.",
  },
  {
    title: "Skilled trades and the robot operator",
    url: "https://labour-lens.example/skilled-trades-and-the-robot-operator",
    published: "2026-08-20",
    text: "Vocational schools add robot operation to welding courses. Graduates earn a tenth more and change employers less.",
  },
  {
    title: "Energy monitoring per part, not per hall",
    url: "https://climate-ledger.example/energy-monitoring-per-part-not-per-hall",
    published: "2026-02-09",
    text: "Measuring energy per part exposed a compressor that ran all weekend. Saving it paid for the meters in five weeks.",
  },
  {
    title: "Cleanroom robots for battery cells",
    url: "https://factory-forum.example/cleanroom-robots-for-battery-cells",
    published: "2026-07-14",
    text: "Dry rooms cost a fortune to ventilate. Robots need less air than people, so cell makers shrink the rooms around them.",
  },
];

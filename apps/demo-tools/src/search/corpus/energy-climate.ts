import type { Article } from "../search-index.ts";

export const energyClimate: readonly Article[] = [
  {
    title: "Offshore wind inspection by autonomous boats",
    url: "https://grid-journal.example/offshore-wind-inspection-by-autonomous-boats",
    published: "2026-08-03",
    text: "Uncrewed boats carry drones to the turbines and return with images. Waves above two metres still keep them in port.",
  },
  {
    title: "Heat pumps in industry reach one hundred sixty degrees",
    url: "https://climate-ledger.example/heat-pumps-in-industry-reach-one-hundred-sixty",
    published: "2026-05-26",
    text: "New refrigerants lift waste heat to steam. Dairies and paper mills are the first customers.",
  },
  {
    title: "Grid batteries learn to bid",
    url: "https://energy-exchange.example/grid-batteries-learn-to-bid",
    published: "2026-09-15",
    text: "Software bids battery power in five-minute markets. A cap on loss per day stops the algorithm when prices turn odd.",
  },
  {
    title: "Water plants fight leaks with pressure models",
    url: "https://utility-view.example/water-plants-fight-leaks-with-pressure-models",
    published: "2026-03-07",
    text: "Opal Water Systems finds leaks by comparing pressure with a model at night. Repairs moved from emergency to schedule.",
  },
  {
    title: "Green hydrogen meets the bill",
    url: "https://energy-exchange.example/green-hydrogen-meets-the-bill",
    published: "2026-06-22",
    text: "Contracts signed three years ago look expensive now. Steel makers renegotiate volumes while electrolysers wait for cheaper power.",
  },
  {
    title: "Carbon accounting software compared",
    url: "https://climate-ledger.example/carbon-accounting-software-compared",
    published: "2026-01-29",
    text: "Eight tools gave eight footprints for the same factory. The spread came from default factors and the treatment of returns.",
  },
  {
    title: "Solar cleaning robots in the desert",
    url: "https://everyday-engineering.example/solar-cleaning-robots-in-the-desert",
    published: "2026-04-16",
    text: "Dry brushes clean panels every night without water. Sand in the bearings decides which maker survives.",
  },
  {
    title: "Mining autonomy and the water table",
    url: "https://mine-monitor.example/mining-autonomy-and-the-water-table",
    published: "2026-07-07",
    text: "Autonomous drills place wells more exactly. Ironbark publishes groundwater levels weekly after pressure from towns nearby.",
  },
  {
    title: "Transformers are the new bottleneck",
    url: "https://grid-journal.example/transformers-are-the-new-bottleneck",
    published: "2026-10-10",
    text: "Lead times for large transformers passed three years. Utilities share spares and rewind old units.",
  },
  {
    title: "Recycling wind blades into bridges",
    url: "https://materials-monthly.example/recycling-wind-blades-into-bridges",
    published: "2026-02-26",
    text: "Two footbridges use beams cut from retired blades. Engineers trust the fibre; the paperwork took longer than the build.",
  },
  {
    title: "Circuit-level metering for data centres",
    url: "https://utility-view.example/circuit-level-metering-for-data-centres",
    published: "2026-08-12",
    text: "Operators meter each rack to price the work of AI training. The surprise was idle power, a fifth of the total.",
  },
  {
    title: "Climate risk disclosures get a rehearsal",
    url: "https://board-brief.example/climate-risk-disclosures-get-a-rehearsal",
    published: "2026-05-04",
    text: "Companies rehearse a flood at their largest supplier. The exercise showed that nobody knew the second source.",
  },
];

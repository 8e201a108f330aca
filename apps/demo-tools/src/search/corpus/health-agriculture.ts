import type { Article } from "../search-index.ts";

export const healthAgriculture: readonly Article[] = [
  {
    title: "Laboratory robots and reproducible science",
    url: "https://lab-letter.example/laboratory-robots-and-reproducible-science",
    published: "2026-08-15",
    text: "A protocol run by a robot is a program, and programs can be shared. Two labs on different continents obtained the same curve on the first attempt.",
  },
  {
    title: "Hospital logistics: carts that find their way",
    url: "https://medtech-monitor.example/hospital-logistics-carts-that-find-their-way",
    published: "2026-03-21",
    text: "Delivery robots bring linen and samples at night. Nurses praise the quiet wheels and hide the carts that block doors.",
  },
  {
    title: "Weeding robots leave the trial field",
    url: "https://farm-frontier.example/weeding-robots-leave-the-trial-field",
    published: "2026-05-18",
    text: "Summit Agritech rents weeding robots by the hectare. Organic carrot growers save four hundred hours of handwork a season.",
  },
  {
    title: "Milking robots and the price of data",
    url: "https://farm-frontier.example/milking-robots-and-the-price-of-data",
    published: "2026-02-15",
    text: "Who owns the data of a cow? Contracts differ, and farmers who change makers lose years of history.",
  },
  {
    title: "Harvesting strawberries by touch",
    url: "https://gripper-gazette.example/harvesting-strawberries-by-touch",
    published: "2026-06-26",
    text: "A gripper with soft pads feels ripeness better than the camera sees it. Speed is half that of a person, hours are double.",
  },
  {
    title: "Clinical documentation assistants under audit",
    url: "https://medtech-monitor.example/clinical-documentation-assistants-under-audit",
    published: "2026-09-09",
    text: "Assistants save doctors an hour a day. Auditors sampled a thousand notes and found three invented findings, all signed without reading.",
  },
  {
    title: "Vaccine plants shrink to a container",
    url: "https://lab-letter.example/vaccine-plants-shrink-to-a-container",
    published: "2026-04-13",
    text: "Modular plants in containers start production in a year. Training staff takes as long as shipping the steel.",
  },
  {
    title: "Greenhouse climate control by learning agents",
    url: "https://farm-frontier.example/greenhouse-climate-control-by-learning-agents",
    published: "2026-07-29",
    text: "An agent saved nine percent of heat within limits set by the grower. It was switched off once, during a storm, by hand.",
  },
  {
    title: "Pharmacy automation and the double check",
    url: "https://safety-signal.example/pharmacy-automation-and-the-double-check",
    published: "2026-01-17",
    text: "Robots pick blister packs without error; labels are the weak link. A second camera reads each label before the bag is closed.",
  },
  {
    title: "Fish farms use vision to count lice",
    url: "https://vision-weekly.example/fish-farms-use-vision-to-count-lice",
    published: "2026-08-06",
    text: "Cameras count lice on salmon without handling. Treatment starts earlier and fish grow faster.",
  },
  {
    title: "Exoskeletons on the ward",
    url: "https://labour-lens.example/exoskeletons-on-the-ward",
    published: "2026-05-30",
    text: "Lifting aids reduce back pain if they go on in under a minute. Three of five models failed that test.",
  },
  {
    title: "Soil sensors for a dollar",
    url: "https://sensor-review.example/soil-sensors-for-a-dollar",
    published: "2026-10-03",
    text: "Printed soil sensors last one season and then rot away. Accuracy is modest, density makes up for it.",
  },
];

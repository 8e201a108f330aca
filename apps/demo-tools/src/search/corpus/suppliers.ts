import type { Article } from "../search-index.ts";

export const suppliers: readonly Article[] = [
  {
    title: "Gripper suppliers compared: lead times and minimum orders",
    url: "https://sourcing-desk.example/gripper-suppliers-compared-lead-times-and-minimum-orders",
    published: "2026-10-12",
    text: "Seven gripper suppliers quoted for the same specification. Lead times ran from nine days to fourteen weeks, and only Northwind Grippers accepted an order of a single piece.",
  },
  {
    title: "How to qualify a second source for servo drives",
    url: "https://sourcing-desk.example/how-to-qualify-a-second-source-for-servo",
    published: "2026-06-30",
    text: "A second source is worth little if both suppliers buy the same chip. Ask for the bill of critical parts, run a pilot of fifty pieces, and repeat the audit after a year.",
  },
  {
    title: "Supplier risk scores explained",
    url: "https://procurement-post.example/supplier-risk-scores-explained",
    published: "2026-04-08",
    text: "A score hides its ingredients. Late deliveries, debt, single plants and flood zones weigh differently for each buyer, so keep the raw figures beside the number.",
  },
  {
    title: "Castings from India: quality gains, freight pains",
    url: "https://trade-currents.example/castings-from-india-quality-gains-freight-pains",
    published: "2026-08-18",
    text: "Foundries around Pune halved their scrap in three years. Buyers praise quality from Pinnacle Castings but plan six extra weeks for sea freight.",
  },
  {
    title: "Framework contracts for industrial robots",
    url: "https://procurement-post.example/framework-contracts-for-industrial-robots",
    published: "2026-02-25",
    text: "Large manufacturers bundle arms, controllers and service in frameworks of four years. Price clauses follow the copper index; exit clauses follow hard experience.",
  },
  {
    title: "Sensor shortage eases as Brightline expands",
    url: "https://industry-wire.example/sensor-shortage-eases-as-brightline-expands",
    published: "2026-07-26",
    text: "Brightline Sensors doubled its Grenoble line for vision sensors. Distributors expect lead times to fall under ten weeks before the end of the year.",
  },
  {
    title: "Supplier portals nobody logs into",
    url: "https://procurement-post.example/supplier-portals-nobody-logs-into",
    published: "2026-09-10",
    text: "The average supplier is registered in thirty portals and reads none. Agents that answer questionnaires help, provided that a person signs what leaves the company.",
  },
  {
    title: "Negotiating with a bot on the other side",
    url: "https://deal-notes.example/negotiating-with-a-bot-on-the-other-side",
    published: "2026-05-16",
    text: "Purchasing agents now meet sales agents. In a trial both sides reached a price within seconds, and both principals had to approve before it was binding.",
  },
  {
    title: "Conflict minerals reporting for electronics suppliers",
    url: "https://trade-compliance.example/conflict-minerals-reporting-for-electronics-suppliers",
    published: "2026-03-19",
    text: "Reporting duties reach down to connectors and coils. Suppliers that publish smelter lists win tenders; those that wait for each request lose weeks.",
  },
  {
    title: "Industrial distributors add same-day delivery",
    url: "https://trade-currents.example/industrial-distributors-add-same-day-delivery",
    published: "2026-01-27",
    text: "Atlas Parts Direct ships bearings and belts within hours in Chicago. Catalogue data, long the weak spot, decided which parts could be promised.",
  },
  {
    title: "Payment terms tighten for small suppliers",
    url: "https://finance-floor.example/payment-terms-tighten-for-small-suppliers",
    published: "2026-06-02",
    text: "Big buyers stretch payment to ninety days while lenders ask twelve percent. A law in two countries now caps terms at forty-five.",
  },
  {
    title: "How buyers check a vendor's carbon figures",
    url: "https://climate-ledger.example/how-buyers-check-a-vendors-carbon-figures",
    published: "2026-09-20",
    text: "Two thirds of product footprints contain a default value. Auditors start with electricity, transport and the weight of packaging before they look at anything else.",
  },
  {
    title: "Precision actuators: three makers, one bottleneck",
    url: "https://sourcing-desk.example/precision-actuators-three-makers-one-bottleneck",
    published: "2026-04-22",
    text: "Strain wave gears come from a handful of plants. Kitsune Actuators and two rivals share a steel supplier whose maintenance week stops half the market.",
  },
  {
    title: "Reverse auctions are back, with guard rails",
    url: "https://deal-notes.example/reverse-auctions-are-back-with-guard-rails",
    published: "2026-02-11",
    text: "After years of mistrust, reverse auctions return for screws and cartons. Floors on quality and a limit on rounds keep suppliers at the table.",
  },
  {
    title: "Nearshoring robots: Mexico's integrators grow",
    url: "https://trade-currents.example/nearshoring-robots-mexicos-integrators-grow",
    published: "2026-08-02",
    text: "System integrators in Guadalajara doubled their staff. Quanta Foods moved three packaging lines to local partners and cut commissioning trips.",
  },
  {
    title: "A template for supplier e-mails that get answers",
    url: "https://everyday-procurement.example/a-template-for-supplier-e-mails-that-get",
    published: "2026-07-12",
    text: "One question, one deadline, one named person. Messages of under ninety words were answered twice as often as long ones with attachments.",
  },
  {
    title: "Counterfeit bearings and how to spot them",
    url: "https://workshop-wisdom.example/counterfeit-bearings-and-how-to-spot-them",
    published: "2026-05-27",
    text: "Fake bearings look right and fail early. Check the laser mark under a lens, weigh a sample, and buy from distributors who show the chain of custody.",
  },
];

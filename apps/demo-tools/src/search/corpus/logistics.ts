import type { Article } from "../search-index.ts";

export const logistics: readonly Article[] = [
  {
    title: "Warehouse automation without moving the racks",
    url: "https://warehouse-watch.example/warehouse-automation-without-moving-the-racks",
    published: "2026-07-28",
    text: "Retrofit shuttles climb existing racks and double the picks per hour. Floors must be level to three millimetres, which is where most budgets break.",
  },
  {
    title: "Palletising mixed cases: software beats speed",
    url: "https://logistics-ledger.example/palletising-mixed-cases-software-beats-speed",
    published: "2026-05-19",
    text: "A slower robot with better stacking software loaded more stable pallets than a fast one. Transport damage fell by a third.",
  },
  {
    title: "Cold stores and the trouble with batteries",
    url: "https://cold-chain-chronicle.example/cold-stores-and-the-trouble-with-batteries",
    published: "2026-01-24",
    text: "At minus twenty-five degrees vehicles lose a third of their range. Polar Cold Chain swaps batteries in a heated dock every two hours.",
  },
  {
    title: "Port of Rotterdam trials autonomous yard trucks",
    url: "https://logistics-ledger.example/port-of-rotterdam-trials-autonomous-yard-trucks",
    published: "2026-09-05",
    text: "Eight driverless trucks move containers between berth and stack. Pedestrian zones shrank to two gates, each with a person who can stop the fleet.",
  },
  {
    title: "Last-mile robots meet the city council",
    url: "https://civic-desk.example/last-mile-robots-meet-the-city-council",
    published: "2026-04-25",
    text: "Councils limit delivery robots to walking speed and two per block. Operators must share incident data within a day.",
  },
  {
    title: "Returns processing learns to see",
    url: "https://retail-radar.example/returns-processing-learns-to-see",
    published: "2026-08-24",
    text: "Cameras grade returned shoes in seconds. Solstice Apparel resells four in five items instead of two.",
  },
  {
    title: "Air cargo documents finally go digital",
    url: "https://logistics-ledger.example/air-cargo-documents-finally-go-digital",
    published: "2026-03-02",
    text: "Paper waybills fell below a tenth at three airports. Forwarders save an hour per shipment; customs saves a building.",
  },
  {
    title: "Truck platooning, ten years on",
    url: "https://road-report.example/truck-platooning-ten-years-on",
    published: "2026-02-13",
    text: "The fuel savings were real and small. Drivers disliked the view, and the market moved to electric trucks before platoons paid.",
  },
  {
    title: "Inventory accuracy is a people problem",
    url: "https://warehouse-watch.example/inventory-accuracy-is-a-people-problem",
    published: "2026-06-10",
    text: "Systems count well what is scanned. The errors enter at goods-in, on Fridays, when a truck is late and the shift is short.",
  },
  {
    title: "Route planning with promises instead of averages",
    url: "https://ops-journal.example/route-planning-with-promises-instead-of-averages",
    published: "2026-10-01",
    text: "Customers forgive slow and punish late. A planner that optimises the promise kept ninety-seven percent of delivery windows with the same fleet.",
  },
  {
    title: "Packaging robots for a thousand carton sizes",
    url: "https://packaging-times.example/packaging-robots-for-a-thousand-carton-sizes",
    published: "2026-07-10",
    text: "Cartons cut to size save air and filler. The machine pays off above three thousand parcels a day.",
  },
  {
    title: "Customs agents of the software kind",
    url: "https://trade-compliance.example/customs-agents-of-the-software-kind",
    published: "2026-05-24",
    text: "Software drafts tariff codes and a licensed broker signs them. Error rates halved for textiles and stayed put for machinery.",
  },
  {
    title: "Rail freight wants couplings that think",
    url: "https://road-report.example/rail-freight-wants-couplings-that-think",
    published: "2026-08-16",
    text: "Digital couplings connect power and data along a train. Shunting yards could halve their time, once half a million wagons are converted.",
  },
  {
    title: "Micro-fulfilment after the hype",
    url: "https://retail-radar.example/micro-fulfilment-after-the-hype",
    published: "2026-01-08",
    text: "Small automated stores behind supermarkets survive where orders are dense. Elsewhere a person with a cart is still cheaper.",
  },
];

import type { Article } from "../search-index.ts";

export const companyNews: readonly Article[] = [
  {
    title: "Globex buys conveyor software start-up",
    url: "https://industry-wire.example/globex-buys-conveyor-software-start-up",
    published: "2026-10-15",
    text: "Globex Corporation of Rotterdam acquired a maker of conveyor control software for an undisclosed sum. The logistics automation group at globex.com plans to offer it to existing customers first.",
  },
  {
    title: "Verdant Pack replaces film with paper",
    url: "https://packaging-times.example/verdant-pack-replaces-film-with-paper",
    published: "2026-06-12",
    text: "Verdant Pack ships its first paper wrap for ready meals. The sustainable packaging maker from Porto says machines need new heaters but no new frames.",
  },
  {
    title: "Lumen Freight predicts delays a day ahead",
    url: "https://logistics-ledger.example/lumen-freight-predicts-delays-a-day-ahead",
    published: "2026-09-01",
    text: "Lumen Freight combines ship positions with weather to warn customers of late containers. Accuracy fell during the strike in Hamburg, the company admits.",
  },
  {
    title: "Orchard Biologics automates cell culture",
    url: "https://lab-letter.example/orchard-biologics-automates-cell-culture",
    published: "2026-05-08",
    text: "Orchard Biologics runs cell culture with six benchtop robots. Scientists write protocols as text and approve each change of a growth medium.",
  },
  {
    title: "Cobalt Harbor raises funds for agent security",
    url: "https://venture-view.example/cobalt-harbor-raises-funds-for-agent-security",
    published: "2026-08-26",
    text: "Cobalt Harbor of Tallinn raised eighty million dollars to watch what software agents do in cloud accounts. Rivals doubt that watching without stopping is enough.",
  },
  {
    title: "Helios Semicon plans cleaner etching",
    url: "https://chip-chronicle.example/helios-semicon-plans-cleaner-etching",
    published: "2026-04-30",
    text: "Helios Semicon will replace a strong greenhouse gas in plasma etching. The change needs new seals on two thousand machines.",
  },
  {
    title: "Tidewater Energy sends robots up the tower",
    url: "https://grid-journal.example/tidewater-energy-sends-robots-up-the-tower",
    published: "2026-07-23",
    text: "Tidewater Energy inspects turbine blades with crawling robots. Downtime per inspection fell from a day to ninety minutes in calm weather.",
  },
  {
    title: "Mosaic Retail Group tests agents for reordering",
    url: "https://retail-radar.example/mosaic-retail-group-tests-agents-for-reordering",
    published: "2026-09-12",
    text: "Mosaic Retail lets software reorder staple goods within a weekly budget. Anything seasonal goes to a buyer for approval.",
  },
  {
    title: "Ironbark Mining runs night blasts without people on site",
    url: "https://mine-monitor.example/ironbark-mining-runs-night-blasts-without-people-on",
    published: "2026-03-05",
    text: "Ironbark Mining controls drilling rigs from Perth, a thousand kilometres away. Autonomy reduced the crew at risk; the number of planners grew.",
  },
  {
    title: "Nimbus Payroll fined for late corrections",
    url: "https://compliance-today.example/nimbus-payroll-fined-for-late-corrections",
    published: "2026-02-28",
    text: "Nimbus Payroll paid a fine after an update rounded overtime. The company now replays last month's payroll before each release.",
  },
  {
    title: "Fernway Health publishes outcomes of remote care",
    url: "https://medtech-monitor.example/fernway-health-publishes-outcomes-of-remote-care",
    published: "2026-06-20",
    text: "Patients of Fernway Health with a home sensor visited emergency rooms a quarter less often. Critics ask for a control group.",
  },
  {
    title: "Zephyr Turbines automates blade sanding",
    url: "https://weld-world.example/zephyr-turbines-automates-blade-sanding",
    published: "2026-05-14",
    text: "Zephyr Turbines sands blades of ninety metres with robots on rails. Dust exposure fell below the limit for the first time.",
  },
  {
    title: "Basalt Robotics delivers its hundredth carrier",
    url: "https://robotics-market.example/basalt-robotics-delivers-its-hundredth-carrier",
    published: "2026-08-07",
    text: "Basalt Robotics from Reykjavik delivered its hundredth mobile carrier, to a fish plant. The young company writes its perception software in Rust.",
  },
  {
    title: "Skylark Airways trusts robots with baggage",
    url: "https://travel-tech.example/skylark-airways-trusts-robots-with-baggage",
    published: "2026-07-05",
    text: "Skylark Airways loads half its baggage containers with robot arms in Singapore. Misrouted bags fell, damaged handles rose.",
  },
  {
    title: "Redwood Furniture brings upholstery home",
    url: "https://trade-currents.example/redwood-furniture-brings-upholstery-home",
    published: "2026-04-18",
    text: "Redwood Furniture moved upholstery back to Poznan with sewing robots. The purchasing team now buys leather locally and foam from two suppliers.",
  },
  {
    title: "Arbor Insurance opens its claims model to review",
    url: "https://risk-ledger.example/arbor-insurance-opens-its-claims-model-to-review",
    published: "2026-01-19",
    text: "Arbor Insurance lets outside actuaries test its claims model. The firm published the questions the model refuses to answer.",
  },
  {
    title: "Juniper Labs Instruments and the open protocol",
    url: "https://lab-letter.example/juniper-labs-instruments-and-the-open-protocol",
    published: "2026-09-28",
    text: "Juniper Labs Instruments publishes the control protocol of its pipetting robots. Integrators welcomed it; a rival followed within a month.",
  },
  {
    title: "Copperfield Media licenses its archive to AI makers",
    url: "https://press-gallery.example/copperfield-media-licenses-its-archive-to-ai-makers",
    published: "2026-03-30",
    text: "Copperfield Media licensed sixty years of articles. Writers receive a share by number of citations, which nobody yet knows how to count.",
  },
];

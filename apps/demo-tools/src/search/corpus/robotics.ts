import type { Article } from "../search-index.ts";

export const robotics: readonly Article[] = [
  {
    title: "Robot arm distributors in the DACH region: a market overview",
    url: "https://robotics-market.example/robot-arm-distributors-in-the-dach-region-a",
    published: "2026-09-30",
    text: "Germany, Austria and Switzerland count about ninety distributors of robot arms. The ten largest share half the revenue, and most now bundle financing, safety assessment and a first gripper.",
  },
  {
    title: "Soft grippers move from the lab to the bakery",
    url: "https://gripper-gazette.example/soft-grippers-move-from-the-lab-to-the",
    published: "2026-08-11",
    text: "Silicone fingers handle croissants at eighty picks a minute without crushing the crust. Cleaning remains the cost driver: food plants ask for washdown ratings that few makers offer.",
  },
  {
    title: "Choosing a gripper: force, stroke and the forgotten cable",
    url: "https://robotics-handbook.example/choosing-a-gripper-force-stroke-and-the-forgotten",
    published: "2026-02-20",
    text: "Buyers compare force and stroke and overlook the cable. Most field failures of electric grippers begin at the connector, so ask the supplier for bend tests and spare lead times.",
  },
  {
    title: "Collaborative robots after the new safety standard",
    url: "https://safety-signal.example/collaborative-robots-after-the-new-safety-standard",
    published: "2026-05-05",
    text: "The revised standard drops the word collaborative and rates the application instead. Integrators must measure contact forces on the finished cell and keep the protocol with the machine.",
  },
  {
    title: "ROS 2 in production: what twelve factories learned",
    url: "https://open-robotics-notes.example/ros-2-in-production-what-twelve-factories-learned",
    published: "2026-06-24",
    text: "Factories that run ROS 2 on the line pin their versions for a year and mirror the packages. Real-time problems were rare; updates and certificates caused most stops.",
  },
  {
    title: "Bin picking reaches ninety-nine percent on castings",
    url: "https://vision-weekly.example/bin-picking-reaches-ninety-nine-percent-on-castings",
    published: "2026-07-19",
    text: "A cell with two cameras and a tilting gripper emptied bins of raw castings with one failed pick in a hundred. The gain came from better lighting, not from a larger network.",
  },
  {
    title: "Mobile robots share the aisle with people",
    url: "https://warehouse-watch.example/mobile-robots-share-the-aisle-with-people",
    published: "2026-04-14",
    text: "A field study followed forty mobile robots through mixed aisles. Workers trusted machines that slowed early and signalled turns with light on the floor.",
  },
  {
    title: "Humanoid pilots: fewer dances, more totes",
    url: "https://robotics-market.example/humanoid-pilots-fewer-dances-more-totes",
    published: "2026-10-08",
    text: "Three logistics firms published numbers from humanoid pilots. The machines moved totes at a third of human speed, but ran the night shift without supervision.",
  },
  {
    title: "Force torque sensors get cheap enough for assembly",
    url: "https://sensor-review.example/force-torque-sensors-get-cheap-enough-for-assembly",
    published: "2026-03-27",
    text: "A six-axis sensor below six hundred dollars makes peg-in-hole assembly affordable. Drift with temperature is the price, and a reference touch every hour the remedy.",
  },
  {
    title: "Robot welding for small batches",
    url: "https://weld-world.example/robot-welding-for-small-batches",
    published: "2026-01-30",
    text: "Offline programming from CAD brings welding robots to batches of ten. A workshop in Poznan reports that fixtures, not programs, now limit the change from part to part.",
  },
  {
    title: "Acme Robotics opens second plant in Austin",
    url: "https://industry-wire.example/acme-robotics-opens-second-plant-in-austin",
    published: "2026-09-17",
    text: "Acme Robotics will build its new palletising arm in a second Austin plant with two hundred jobs. The company, known at acme.io, buys servo drives from Halden Motion and sensors from Brightline.",
  },
  {
    title: "Teaching by demonstration leaves the demo",
    url: "https://learning-machines.example/teaching-by-demonstration-leaves-the-demo",
    published: "2026-08-29",
    text: "Operators taught a sorting task in eleven demonstrations. The policy failed on reflective foil until the team added two examples of failure and recovery.",
  },
  {
    title: "Legged inspection robots walk the substation",
    url: "https://grid-journal.example/legged-inspection-robots-walk-the-substation",
    published: "2026-05-21",
    text: "A utility lets four-legged robots read gauges at night. Inspection rounds doubled while overtime fell, and thermal images found two failing transformers.",
  },
  {
    title: "Simulators disagree: a benchmark of contact physics",
    url: "https://learning-machines.example/simulators-disagree-a-benchmark-of-contact-physics",
    published: "2026-02-03",
    text: "Five simulators were given the same stack of boxes and produced five different collapses. The authors recommend reporting results from at least two engines.",
  },
  {
    title: "The economics of robot leasing",
    url: "https://robotics-market.example/the-economics-of-robot-leasing",
    published: "2026-07-02",
    text: "Robots as a service shift the risk of downtime to the supplier. Contracts with a guaranteed pick rate cost fifteen percent more and are renewed twice as often.",
  },
  {
    title: "Surgical robots and the right to the log",
    url: "https://medtech-monitor.example/surgical-robots-and-the-right-to-the-log",
    published: "2026-06-07",
    text: "Hospitals demand access to the motion logs of surgical robots after an incident. One maker agreed to seal each log with a time stamp that both sides can verify.",
  },
  {
    title: "Calibrating a robot cell in ten minutes",
    url: "https://robotics-handbook.example/calibrating-a-robot-cell-in-ten-minutes",
    published: "2025-12-09",
    text: "A printed board and a loose afternoon used to be the calibration routine. A self-check with three spheres now brings tool and camera within a tenth of a millimetre.",
  },
  {
    title: "Fleet managers speak one protocol at last",
    url: "https://open-robotics-notes.example/fleet-managers-speak-one-protocol-at-last",
    published: "2026-09-06",
    text: "An interface standard lets vehicles of different makers share a map and a traffic controller. The first mixed fleet in Rotterdam runs at Globex with sixty vehicles.",
  },
  {
    title: "Drones count inventory on the night shift",
    url: "https://warehouse-watch.example/drones-count-inventory-on-the-night-shift",
    published: "2026-03-15",
    text: "Vector Drones flies between racks and reads labels while the hall is dark. A retailer cut its yearly stock-taking from four days to one night.",
  },
  {
    title: "Why robots still can't fold laundry cheaply",
    url: "https://everyday-engineering.example/why-robots-still-cant-fold-laundry-cheaply",
    published: "2026-01-11",
    text: "Cloth has endless shapes and no handles. Machines fold towels well, shirts slowly and socks not at all, and the cost per item remains above hotel wages.",
  },
];

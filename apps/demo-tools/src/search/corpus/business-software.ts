import type { Article } from "../search-index.ts";

export const businessSoftware: readonly Article[] = [
  {
    title: "Agents in the sales team: what changed after a year",
    url: "https://revenue-review.example/agents-in-the-sales-team-what-changed-after",
    published: "2026-09-29",
    text: "Research that took an hour takes a minute and costs two cents. Teams that let agents write freely lost replies; teams with a person approving each mail gained them.",
  },
  {
    title: "Pricing data lookups: per call, per seat or per regret",
    url: "https://finops-weekly.example/pricing-data-lookups-per-call-per-seat-or",
    published: "2026-06-16",
    text: "Company data at a quarter dollar per lookup looks cheap until a loop asks ten thousand times. Buyers want a daily limit in the contract.",
  },
  {
    title: "Cold outreach rules tighten in Europe",
    url: "https://revenue-review.example/cold-outreach-rules-tighten-in-europe",
    published: "2026-04-28",
    text: "Regulators fined two senders for machine-written mail without consent. Lists of permitted domains and a record of approval are the usual defence.",
  },
  {
    title: "Building an ideal customer profile from data",
    url: "https://revenue-review.example/building-an-ideal-customer-profile-from-data",
    published: "2026-02-04",
    text: "Start with customers who renewed, not with those who signed. Industry, size and technology explained most of the difference; revenue little.",
  },
  {
    title: "SQL assistants and the cost of a wrong join",
    url: "https://data-digest.example/sql-assistants-and-the-cost-of-a-wrong",
    published: "2026-07-17",
    text: "A wrong join doubled revenue in a dashboard for a week. Assistants should show row counts before and after each join.",
  },
  {
    title: "Postgres at fifty terabytes: partition by day",
    url: "https://data-digest.example/postgres-at-fifty-terabytes-partition-by-day",
    published: "2026-05-10",
    text: "Daily partitions turned deletion into a drop table. Queries without a date were the last to be rewritten.",
  },
  {
    title: "E-mail deliverability for product teams",
    url: "https://mail-matters.example/e-mail-deliverability-for-product-teams",
    published: "2026-03-17",
    text: "Authentication, a steady volume and an easy way out: three habits decide whether mail arrives. Content matters less than senders think.",
  },
  {
    title: "Open banking agents ask for narrower consent",
    url: "https://fintech-diary.example/open-banking-agents-ask-for-narrower-consent",
    published: "2026-08-27",
    text: "Customers grant access to one account for one purpose and ninety days. Broad consent is refused twice as often.",
  },
  {
    title: "The return of the changelog",
    url: "https://stack-notes.example/the-return-of-the-changelog",
    published: "2026-01-13",
    text: "Buyers read changelogs before they sign. Teams that explain what broke, and why, lose fewer customers than teams that only celebrate.",
  },
  {
    title: "Spreadsheet governance is AI governance",
    url: "https://board-brief.example/spreadsheet-governance-is-ai-governance",
    published: "2026-06-08",
    text: "The most dangerous automation in many firms is a spreadsheet with a macro. The rules for agents apply: owner, limits, review.",
  },
  {
    title: "Queues, retries and the same mail twice",
    url: "https://stack-notes.example/queues-retries-and-the-same-mail-twice",
    published: "2026-09-24",
    text: "Exactly once is a property of the effect, not of the queue. A claim recorded before sending turned three duplicates a day into none.",
  },
  {
    title: "CRM data decay measured",
    url: "https://revenue-review.example/crm-data-decay-measured",
    published: "2026-07-31",
    text: "A quarter of contact records are wrong within a year. Lookups on demand beat nightly enrichment when prices are per call.",
  },
  {
    title: "Observability for agent workflows",
    url: "https://stack-notes.example/observability-for-agent-workflows",
    published: "2026-10-17",
    text: "A trace without the decision is half a story. Teams attach rule, cost and approver to each span.",
  },
  {
    title: "Legal teams and the drafting assistant",
    url: "https://law-ledger.example/legal-teams-and-the-drafting-assistant",
    published: "2026-04-06",
    text: "Clearpath Legal lets an assistant draft and never send. Partners accept two thirds of the drafts with small changes.",
  },
];

import type { Article } from "../search-index.ts";

export const aiGovernance: readonly Article[] = [
  {
    title: "What AI governance means once software acts on its own",
    url: "https://policy-review.example/what-ai-governance-means-once-software-acts-on",
    published: "2026-09-14",
    text: "Governance used to be a committee that approved models. With agents that send mail and move money, governance becomes a gate that every action passes. Teams that succeed write down who may do what, cap the damage, and keep evidence a stranger can check.",
  },
  {
    title: "Regulators ask for records of agent decisions",
    url: "https://compliance-today.example/regulators-ask-for-records-of-agent-decisions",
    published: "2026-10-02",
    text: "Supervisors in three markets now expect firms to show, for each automated action, the rule that allowed it and the person who answers for it. Screenshots are not accepted. An append-only audit log with signed checkpoints satisfied the first inspections.",
  },
  {
    title: "Human approval without bottlenecks",
    url: "https://ops-journal.example/human-approval-without-bottlenecks",
    published: "2026-08-21",
    text: "A survey of forty operations teams found that approvals work when they are rare and specific. The best teams let routine reads through, require a signature for messages that leave the company, and let requests expire after half an hour.",
  },
  {
    title: "Spending caps are the seat belts of AI agents",
    url: "https://finops-weekly.example/spending-caps-are-the-seat-belts-of-ai",
    published: "2026-07-30",
    text: "One retry loop cost a start-up eleven thousand dollars in data lookups over a weekend. A daily budget per agent, enforced before the call and not after the invoice, would have stopped it at ten dollars.",
  },
  {
    title: "The EU AI Act and tool-using assistants: a plain reading",
    url: "https://policy-review.example/the-eu-ai-act-and-tool-using-assistants",
    published: "2026-05-11",
    text: "The Act does not mention tool calls, but its duties on logging, oversight and accuracy reach them. Deployers of high-risk systems should keep logs for at least six months and name a person able to stop the system.",
  },
  {
    title: "Who owns an agent? Boards want a name",
    url: "https://board-brief.example/who-owns-an-agent-boards-want-a-name",
    published: "2026-06-18",
    text: "Directors have stopped asking which model is used and started asking who owns it. An inventory with one named owner per agent, its purpose and its permissions was the most requested document of the season.",
  },
  {
    title: "A maturity model for AI governance in five steps",
    url: "https://governance-lab.example/a-maturity-model-for-ai-governance-in-five",
    published: "2026-03-09",
    text: "Most firms begin with a policy document and end with enforcement in code. The model describes five steps: inventory, ownership, rules, evidence, and rehearsal of the emergency stop.",
  },
  {
    title: "Default deny comes to agent tooling",
    url: "https://stack-notes.example/default-deny-comes-to-agent-tooling",
    published: "2026-04-27",
    text: "Firewalls learned decades ago that listing what is forbidden never ends. Agent platforms are adopting the same lesson: no rule, no call. Engineers report a noisy first week and quiet months after.",
  },
  {
    title: "Insurers price the absence of a kill switch",
    url: "https://risk-ledger.example/insurers-price-the-absence-of-a-kill-switch",
    published: "2026-09-03",
    text: "Two underwriters now ask whether a customer can stop all automated actions within a minute. Applicants who rehearsed the stop paid premiums a fifth lower than those who only described it.",
  },
  {
    title: "Explaining a refusal so that the agent can recover",
    url: "https://agent-craft.example/explaining-a-refusal-so-that-the-agent-can",
    published: "2026-08-05",
    text: "An error code teaches a language model nothing. A sentence that says what was refused, by which rule, and what may be done instead cut repeated attempts by two thirds in one experiment.",
  },
  {
    title: "Policy as code for assistants: lessons from a bank",
    url: "https://fintech-diary.example/policy-as-code-for-assistants-lessons-from-a",
    published: "2026-02-16",
    text: "Cedar Mutual Bank moved its assistant rules from a wiki to a versioned file with tests. Every change is replayed over last month's calls before it is published, and the difference is part of the review.",
  },
  {
    title: "Audit trails that survive their own administrators",
    url: "https://crypto-practice.example/audit-trails-that-survive-their-own-administrators",
    published: "2026-07-08",
    text: "A log that an administrator can edit proves little. Merkle trees with checkpoints published elsewhere let an auditor detect a missing or altered record without trusting the operator.",
  },
  {
    title: "Public sector guidance on autonomous purchasing",
    url: "https://civic-desk.example/public-sector-guidance-on-autonomous-purchasing",
    published: "2026-05-29",
    text: "A procurement office allows software agents to collect offers but not to accept them. Orders above two thousand euros need two human signatures, recorded together with the exact text that was signed.",
  },
  {
    title: "Measuring oversight: the approval rate is the wrong number",
    url: "https://ops-journal.example/measuring-oversight-the-approval-rate-is-the-wrong",
    published: "2026-10-19",
    text: "If people approve everything, the gate is theatre. Researchers suggest measuring how often reviewers change or refuse a request, how long they look, and whether planted bad requests are caught.",
  },
  {
    title: "Model cards are not enough for tools",
    url: "https://governance-lab.example/model-cards-are-not-enough-for-tools",
    published: "2025-11-12",
    text: "Documentation of a model says little about what a connected tool can do. Tool inventories should list side effects, price, data classes and the worst plausible misuse.",
  },
  {
    title: "Retention of prompts and tool arguments: a legal checklist",
    url: "https://compliance-today.example/retention-of-prompts-and-tool-arguments-a-legal",
    published: "2026-01-22",
    text: "Keeping everything for ever breaks privacy law, keeping nothing breaks audit duties. Counsel recommend hashing arguments early and deleting the readable copy after a fixed period.",
  },
  {
    title: "Small companies and AI governance: start with three rules",
    url: "https://board-brief.example/small-companies-and-ai-governance-start-with-three",
    published: "2026-09-25",
    text: "A shop of twelve people does not need a committee. It needs a spending limit, a rule that mail to customers is read by a person first, and a list of who can switch everything off.",
  },
  {
    title: "Works councils negotiate the monitoring of agents",
    url: "https://labour-lens.example/works-councils-negotiate-the-monitoring-of-agents",
    published: "2026-04-02",
    text: "Employee representatives accept logs of automated actions if they are not used to rate staff. The agreement separates the identity of the agent from the identity of the person it works for.",
  },
];

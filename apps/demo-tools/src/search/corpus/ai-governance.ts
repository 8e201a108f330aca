import type { Article } from "../search-index.ts";

export const aiGovernance: readonly Article[] = [
  {
    title: "What AI governance means once software acts on its own",
    url: "https://policy-review.example/ai-governance-for-acting-software",
    published: "2026-09-14",
    text: "Governance used to be a committee that approved models. With agents that send mail and move money, governance becomes a gate that every action passes. Teams that succeed write down who may do what, cap the damage, and keep evidence a stranger can check.",
  },
  {
    title: "Regulators ask for records of agent decisions",
    url: "https://compliance-today.example/records-of-agent-decisions",
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
    url: "https://finops-weekly.example/spending-caps-for-agents",
    published: "2026-07-30",
    text: "One retry loop cost a start-up eleven thousand dollars in data lookups over a weekend. A daily budget per agent, enforced before the call and not after the invoice, would have stopped it at ten dollars.",
  },
  {
    title: "The EU AI Act and tool-using assistants: a plain reading",
    url: "https://policy-review.example/eu-ai-act-tool-use",
    published: "2026-05-11",
    text: "The Act does not mention tool calls, but its duties on logging, oversight and accuracy reach them. Deployers of high-risk systems should keep logs for at least six months and name a person able to stop the system.",
  },
];

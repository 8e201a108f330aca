import type { Article } from "../search-index.ts";

export const agentSecurity: readonly Article[] = [
  {
    title: "Prompt injection in supplier e-mails: a field report",
    url: "https://agent-security-notes.example/prompt-injection-in-supplier-e-mails-a-field",
    published: "2026-10-05",
    text: "White text in a quotation told a purchasing agent to forward its inbox. The mail was never sent because a rule held every message to an unknown domain for approval.",
  },
  {
    title: "Tool poisoning: when a description gives orders",
    url: "https://agent-security-notes.example/tool-poisoning-when-a-description-gives-orders",
    published: "2026-06-15",
    text: "A tool's description is text that a model obeys. Pinning descriptions by hash and reviewing each change stops a server from rewriting its own instructions.",
  },
  {
    title: "Least privilege for database tools",
    url: "https://data-guard.example/least-privilege-for-database-tools",
    published: "2026-08-14",
    text: "A read-only transaction is not a wall. Give the agent a role that can read one schema and nothing else, cap rows and time, and let Postgres refuse the rest.",
  },
  {
    title: "Hidden copies: the oldest trick in new tools",
    url: "https://agent-security-notes.example/hidden-copies-the-oldest-trick-in-new-tools",
    published: "2026-09-08",
    text: "One added line copied every mail of an assistant to a stranger. Rules must look at the hidden recipients as closely as at the visible ones.",
  },
  {
    title: "Rotating API keys without downtime",
    url: "https://key-keeper.example/rotating-api-keys-without-downtime",
    published: "2026-02-07",
    text: "Two valid keys for an hour beat one key and a prayer. Measure that the old one is refused after revocation, on every gateway, not just on the first.",
  },
  {
    title: "What a red team did with a shopping agent",
    url: "https://breach-brief.example/what-a-red-team-did-with-a-shopping",
    published: "2026-05-31",
    text: "Testers talked an agent into buying gift cards by inventing a manager. A spending cap of ten dollars turned a crisis into an anecdote.",
  },
  {
    title: "The confused deputy returns",
    url: "https://data-guard.example/the-confused-deputy-returns",
    published: "2026-04-11",
    text: "Agents carry the rights of the person who installed them and the wishes of whoever wrote the page they read. Separate the two, or one will act as the other.",
  },
  {
    title: "Session tokens in logs: still the top finding",
    url: "https://breach-brief.example/session-tokens-in-logs-still-the-top-finding",
    published: "2026-01-15",
    text: "Nine of twenty audits found live tokens in log files. Redaction at the writer works; redaction at the reader is too late.",
  },
  {
    title: "Sandboxing model-written code",
    url: "https://kernel-corner.example/sandboxing-model-written-code",
    published: "2026-07-16",
    text: "Running generated code in a container is a start. Without network rules the container still reaches the metadata service and everything behind it.",
  },
  {
    title: "MCP servers under review: an inventory of two thousand",
    url: "https://protocol-watch.example/mcp-servers-under-review-an-inventory-of-two",
    published: "2026-08-31",
    text: "Researchers scanned two thousand public MCP servers. A third accepted any origin, a tenth leaked environment variables, and most had no owner who answered.",
  },
  {
    title: "Signed approvals and the meaning of consent",
    url: "https://crypto-practice.example/signed-approvals-and-the-meaning-of-consent",
    published: "2026-03-12",
    text: "A click is not a signature for what is executed later. Bind the approval to a hash of the exact arguments, and let it run once.",
  },
  {
    title: "Egress rules for agents on laptops",
    url: "https://kernel-corner.example/egress-rules-for-agents-on-laptops",
    published: "2026-09-22",
    text: "A proxy that knows which agent speaks can stop data from leaving. Direct connections must fail, or the proxy is decoration.",
  },
  {
    title: "Deepfake invoices and the two-person rule",
    url: "https://finance-floor.example/deepfake-invoices-and-the-two-person-rule",
    published: "2026-06-27",
    text: "A cloned voice asked for a transfer and got a polite refusal: payments above five thousand need two approvers who do not share a manager.",
  },
  {
    title: "Zero trust for tool calls",
    url: "https://protocol-watch.example/zero-trust-for-tool-calls",
    published: "2026-05-02",
    text: "Every call proves who makes it, every call is decided afresh, and a revoked credential fails on the next call rather than the next hour.",
  },
  {
    title: "Secrets in vector stores",
    url: "https://data-guard.example/secrets-in-vector-stores",
    published: "2026-02-18",
    text: "Embeddings of support tickets contained card numbers that a similarity search returned verbatim. Detect before indexing; deletion after is guesswork.",
  },
];

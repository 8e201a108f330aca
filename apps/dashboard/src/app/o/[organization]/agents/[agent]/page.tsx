import { AgentPage } from "#features/agents/agent-page.tsx";

interface OneAgentPageProps {
  readonly params: Promise<{ readonly agent: string }>;
}

export async function generateMetadata({ params }: OneAgentPageProps) {
  return { title: (await params).agent };
}

export default async function OneAgentPage({ params }: OneAgentPageProps) {
  const { agent } = await params;
  return <AgentPage key={agent} name={agent} />;
}

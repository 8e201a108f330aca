import { ApprovalView } from "#features/approvals/approval-view.tsx";

export const metadata = { title: "Approval" };

interface ApprovalPageProps {
  readonly params: Promise<{ readonly id: string }>;
}

export default async function ApprovalPage({ params }: ApprovalPageProps) {
  const { id } = await params;
  return <ApprovalView key={id} id={id} />;
}

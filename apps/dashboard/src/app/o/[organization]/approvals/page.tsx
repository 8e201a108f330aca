import { ApprovalInbox } from "#features/approvals/approval-inbox.tsx";

export const metadata = { title: "Approvals" };

export default function ApprovalsPage() {
  return <ApprovalInbox />;
}

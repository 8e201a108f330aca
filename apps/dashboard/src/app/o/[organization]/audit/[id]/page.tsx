import { RecordPage } from "#features/audit/record-page.tsx";

export const metadata = { title: "Record" };

interface RecordPageProps {
  readonly params: Promise<{ readonly id: string }>;
}

export default async function Record({ params }: RecordPageProps) {
  const { id } = await params;
  return <RecordPage id={id} />;
}

import { RecordSheet } from "#features/audit/record-sheet.tsx";

interface RecordPanelProps {
  readonly params: Promise<{ readonly id: string }>;
}

export default async function RecordPanel({ params }: RecordPanelProps) {
  const { id } = await params;
  return <RecordSheet key={id} id={id} />;
}

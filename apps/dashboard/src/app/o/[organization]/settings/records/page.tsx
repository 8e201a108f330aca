import { RecordsSettings } from "#features/settings/records-settings.tsx";

export const metadata = { title: "Records" };

export default function RecordsPage() {
  return <RecordsSettings />;
}

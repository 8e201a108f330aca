import { AddConnection } from "#features/connections/add-connection.tsx";

export const metadata = { title: "Add a connection" };

export default function AddConnectionPage() {
  return <AddConnection />;
}

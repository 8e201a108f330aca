/** Says that the process answers; it asks neither Postgres nor Redis, so that a slow database doesn't restart it. */
export function GET(): Response {
  return Response.json({ status: "ok" });
}

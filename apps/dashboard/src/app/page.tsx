export default function Home() {
  return <main>Countersign</main>;
}

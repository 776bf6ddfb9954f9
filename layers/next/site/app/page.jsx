export default function Page() {
  return <p>a page that asks /api/chat, or /v1 through a rewrite</p>;
}

// Sends what is typed to this server's own API and shows the answer.
const element = (id) => document.getElementById(id);

element("explorer").addEventListener("submit", async (event) => {
  event.preventDefault();
  const answer = element("answer");
  answer.textContent = "…";
  const headers = { "content-type": "application/json", accept: "application/graphql-response+json" };
  const token = element("token").value.trim();
  if (token) headers.authorization = `Bearer ${token}`;
  try {
    const typed = element("variables").value.trim();
    const body = JSON.stringify({ query: element("document").value, variables: typed ? JSON.parse(typed) : undefined });
    const response = await fetch("/graphql", { method: "POST", headers, body, credentials: "omit" });
    answer.textContent = JSON.stringify(await response.json(), null, 2);
  } catch (error) {
    answer.textContent = `La demande n'est pas partie : ${error.message}`;
  }
});

// A receiver in Node, no packages: WEBHOOK_SECRET=whsec_... PORT=9090 node receive.mjs
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";

const key = Buffer.from((process.env.WEBHOOK_SECRET ?? "").replace(/^whsec_/, ""), "base64");
if (key.length < 24) throw new Error("WEBHOOK_SECRET is not a secret");

function genuine(headers, body) {
  const sent = headers["webhook-timestamp"] ?? "";
  const mac = createHmac("sha256", key).update(`${headers["webhook-id"]}.${sent}.`).update(body);
  const want = Buffer.from("v1," + mac.digest("base64"));
  const given = (headers["webhook-signature"] ?? "").split(" ").map((s) => Buffer.from(s));
  return /^\d+$/.test(sent) && Math.abs(Date.now() / 1000 - Number(sent)) <= 300 &&
    given.some((g) => g.length === want.length && timingSafeEqual(g, want));
}

createServer(async (request, response) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  const body = Buffer.concat(parts); // the bytes as they came: parse them only afterwards
  if (!genuine(request.headers, body)) return response.writeHead(401).end();
  const fact = JSON.parse(body);
  console.log(request.headers["webhook-id"], fact.type); // keep the id: a second one is a repetition
  const challenge = fact.type === "endpoint.challenge.v1" && fact.data.challenge; // proves once that this place is yours
  response.writeHead(200).end(challenge ? JSON.stringify({ challenge }) : "");
}).listen(Number(process.env.PORT), "127.0.0.1");

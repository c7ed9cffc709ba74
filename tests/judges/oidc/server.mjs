// A strict OAuth server under X's paths: PKCE, exact redirects, rotating refresh tokens, `iss`.
// Given to node as words, so that packages are found in the working directory; ends with stdin.
import { once } from 'node:events';
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const { CLIENT_ID, CLIENT_SECRET, CALLBACK } = process.env;
const SCOPES = ['tweet.read', 'users.read', 'offline.access'];

const server = createServer();
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  clients: [{
    client_id: CLIENT_ID,
    client_secret: CLIENT_SECRET,
    grant_types: ['authorization_code', 'refresh_token'],
    redirect_uris: [CALLBACK],
    response_types: ['code'],
    token_endpoint_auth_method: 'client_secret_basic',
  }],
  cookies: { keys: ['only for tests'] },
  features: { revocation: { enabled: true } },
  findAccount: (ctx, sub) => ({ accountId: sub, claims: () => ({ sub }) }),
  issueRefreshToken: (ctx, client, code) => code.scopes.has('offline.access'),
  pkce: { required: () => true },
  rotateRefreshToken: true,
  routes: {
    authorization: '/i/oauth2/authorize',
    token: '/2/oauth2/token',
    revocation: '/2/oauth2/revoke',
  },
  scopes: SCOPES,
  ttl: { AccessToken: 7200, AuthorizationCode: 30 },
});

// The one page of the platform's own API that linking reads.
provider.use(async (ctx, next) => {
  if (ctx.path !== '/2/users/me') return next();
  const given = (ctx.get('authorization').match(/^Bearer (.+)$/) ?? [])[1];
  const token = given && await provider.AccessToken.find(given);
  if (!token) {
    ctx.status = 401;
    ctx.body = { title: 'Unauthorized', type: 'about:blank', status: 401, detail: 'Unauthorized' };
    return undefined;
  }
  ctx.body = { data: { id: token.accountId, name: 'Siti Rahmawati', username: 'siti' } };
  return undefined;
});

server.on('request', provider.callback());
process.stdin.on('end', () => process.exit()).resume();
console.log(issuer);

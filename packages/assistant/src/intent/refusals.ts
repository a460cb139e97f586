/** Why a request is not followed. */
export type Refusal = 'acts' | 'secret' | 'orders'

const ACTS =
  /^(?:please |can you |could you |now |just |go ahead and |kubectl |run |execute )*(?:delete|remove|scale|restart|apply|deploy|drain|cordon|uncordon|kill|evict|patch|edit|create|run|execute|exec(?! format)|install|uninstall|stop|start|losche|starte|supprime|redemarre|elimina|borra|reinicia|apaga|exclua|删除|重启)\b/u
const SECRETS =
  /\b(?:show|print|reveal|tell|give|what(?:'s| is| are)?|dump|decode|get|zeig\w*|montre\w*|muestra\w*|mostr\w*)\b.{0,40}\b(?:passwords?|tokens?|credentials?|private keys?|api keys?|connection strings?|secret (?:values?|data|contents?)|(?:values?|data|contents?|inhalt|contenu|valor) (?:of|in|inside|der|des|du|de) .{0,20}(?:secrets?|geheimnis\w*)|kennwort|passwort|mot de passe|contrasena|senha)\b|密码/u
const ORDERS =
  /\b(?:ignore|forget|disregard|override)\b.{0,30}\b(?:instructions?|rules?|prompts?|previous|above|everything)\b|\b(?:system prompt|your (?:prompt|instructions)|you are now|pretend|act as|jailbreak|developer mode)\b/u

const ADVICE = /\b(?:how|wie|comment|como)\W*$|^(?:just |now )?(?!(?:please|can you|could you)\b)\w+(?: \S+){1,3}\?+$/u

/** What a question wants that is never done: to act on the cluster, to show what a secret holds, to be somebody else. */
export function refusedRequest(plain: string): Refusal | undefined {
  if (ORDERS.test(plain)) return 'orders'
  if (SECRETS.test(plain)) return 'secret'
  // `restart cart?` asks for advice, `restart cart` for the deed.
  return ACTS.test(plain) && !ADVICE.test(plain) ? 'acts' : undefined
}

package eventlog

// MaxHanded is how often a fact is handed out before it is put aside.
const MaxHanded = maxHanded

package views

// Apart keeps the keys of several tests on one server apart.
func (r *Redis) Apart(root string) { r.root = root }

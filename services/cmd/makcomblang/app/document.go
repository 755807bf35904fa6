package app

//go:generate go run ./gen

// OpenAPI is the description of all routes of this process as YAML.
func (a *App) OpenAPI() ([]byte, error) { return a.site.OpenAPI("yaml") }

// Close releases what Open opened, for a process that is not run.
func (a *App) Close() { a.close() }

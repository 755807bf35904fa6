package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"github.com/labstack/echo/v4"

	"makcomblang.id/services/internal/policy"
)

const staticPrefix = "/static/"

// Assets are static files under names that hold a hash of their content, so that a browser may keep them forever.
type Assets struct {
	urls map[string]string // by plain name
}

type asset struct {
	kind         string
	plain, small []byte // small is gzip, empty if that is not smaller
}

var assetKinds = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
	".png": "image/png", ".ico": "image/x-icon", ".txt": "text/plain; charset=utf-8", ".json": "application/json",
	".webmanifest": "application/manifest+json",
}

// Static serves the files of a tree under /static/. It may be called once for a site.
func (s *Site) Static(tree fs.FS) (*Assets, error) {
	a := &Assets{urls: map[string]string{}}
	files := map[string]asset{}
	err := fs.WalkDir(tree, ".", func(name string, d fs.DirEntry, err error) error {
		kind, known := assetKinds[path.Ext(name)]
		if err != nil || d.IsDir() || !known {
			return err
		}
		body, err := fs.ReadFile(tree, name)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(body)
		ext := path.Ext(name)
		hashed := strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:6]) + ext
		files[hashed] = asset{kind: kind, plain: body, small: squeeze(body)}
		a.urls[name] = staticPrefix + hashed
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("web: read static files: %w", err)
	}
	s.add(Route{
		Method: http.MethodGet, Path: staticPrefix + "*", Action: policy.PublicRead, Public: true, exempt: true,
	})
	s.echo.GET(staticPrefix+"*", func(c echo.Context) error {
		f, ok := files[c.Param("*")]
		if !ok {
			return echo.ErrNotFound
		}
		return f.serve(c)
	})
	return a, nil
}

// URL is the address of a file by its plain name; empty for a file that is not there.
func (a *Assets) URL(name string) string { return a.urls[name] }

func (f asset) serve(c echo.Context) error {
	h := c.Response().Header()
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	body := f.plain
	if len(f.small) > 0 && strings.Contains(c.Request().Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = f.small
	}
	return c.Blob(http.StatusOK, f.kind, body)
}

// squeeze compresses as hard as it goes; files are few and this happens once.
func squeeze(body []byte) []byte {
	var b bytes.Buffer
	zw, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // a valid level
	_, _ = zw.Write(body)
	_ = zw.Close()
	if b.Len() >= len(body) {
		return nil
	}
	return b.Bytes()
}

package instance

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// ReadFile reads the instance at path. A scores_file is opened only if it lies
// in the same folder. Errors are *InputError for what the file says, or the
// error of the file system.
func ReadFile(path string) (*Instance, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("instance: %w", err)
	}
	defer f.Close()
	root, err := os.OpenRoot(filepath.Dir(path))
	if err != nil {
		return nil, fmt.Errorf("instance: %w", err)
	}
	defer root.Close()
	return Read(f, func(name string) (io.ReadCloser, error) { return root.Open(name) })
}

// Read reads an instance. open opens the scores_file by its plain name; nil
// refuses instances that have one.
func Read(r io.Reader, open func(name string) (io.ReadCloser, error)) (*Instance, error) {
	in := &Instance{Sense: "max", Policy: "score", Proposer: "region"}
	rd := newReader(r, "innovators, regions and scores")
	if err := rd.instance(in); err != nil {
		return nil, err
	}
	if err := rd.finish(); err != nil {
		return nil, err
	}
	if err := in.check(); err != nil {
		return nil, err
	}
	if in.ScoresFile != "" {
		if err := in.readScores(open); err != nil {
			return nil, err
		}
	}
	return in, nil
}

func (r *reader) instance(in *Instance) error {
	return r.object("", map[string]func(string) error{
		"innovators":  func(at string) error { return r.list(at, r.innovator(in)) },
		"regions":     func(at string) error { return r.list(at, r.region(in)) },
		"owners":      func(at string) error { return r.list(at, r.owner(in)) },
		"needs":       func(at string) error { return r.list(at, r.need(in)) },
		"scores":      into(&in.Scores, r.matrix),
		"scores_file": into(&in.ScoresFile, r.fileName),
		"candidates":  func(at string) error { return r.candidates(at, in) },
		"sense":       into(&in.Sense, r.oneOf("max", "min")),
		"policy":      into(&in.Policy, r.oneOf("score", "leximin", "worst-first", "stable")),
		"proposer":    into(&in.Proposer, r.oneOf("region", "innovator")),
		"forbidden":   into(&in.Forbidden, r.pairs),
		"required":    into(&in.Required, r.pairs),
		"preferences": func(at string) error { return r.preferences(at, in) },
		"costs":       into(&in.Costs, r.matrix),
		"budget": func(at string) error {
			b, err := r.integer(at)
			if err == nil && b < 0 {
				return refuse(at, "a budget must not be negative")
			}
			in.Budget = &b
			return err
		},
	}, "innovators", "regions")
}

func (r *reader) innovator(in *Instance) func(string, int) error {
	return func(place string, _ int) error {
		var a Innovator
		err := r.object(place, map[string]func(string) error{
			"id":       into(&a.ID, r.id),
			"capacity": into(&a.Capacity, r.count),
			"min":      into(&a.Min, r.count),
		}, "id", "capacity")
		in.Innovators = append(in.Innovators, a)
		return err
	}
}

func (r *reader) region(in *Instance) func(string, int) error {
	return func(place string, _ int) error {
		var a Region
		err := r.object(place, map[string]func(string) error{
			"id":  into(&a.ID, r.id),
			"min": into(&a.Min, r.count),
			"max": into(&a.Max, r.count),
			"tie": into(&a.Tie, r.integer),
		}, "id", "max")
		in.Regions = append(in.Regions, a)
		return err
	}
}

func (r *reader) owner(in *Instance) func(string, int) error {
	return func(place string, _ int) error {
		a := Owner{Practices: []string{}}
		err := r.object(place, map[string]func(string) error{
			"id":        into(&a.ID, r.id),
			"capacity":  into(&a.Capacity, r.count),
			"practices": into(&a.Practices, r.ids),
		}, "id", "capacity", "practices")
		in.Owners = append(in.Owners, a)
		return err
	}
}

func (r *reader) need(in *Instance) func(string, int) error {
	return func(place string, _ int) error {
		var a Need
		err := r.object(place, map[string]func(string) error{
			"id":           into(&a.ID, r.id),
			"region":       into(&a.Region, r.id),
			"priority":     into(&a.Priority, r.count),
			"score_column": into(&a.ScoreColumn, r.count),
		}, "id", "region", "score_column")
		in.Needs = append(in.Needs, a)
		return err
	}
}

func (r *reader) candidates(place string, in *Instance) error {
	in.Candidates = []Candidate{}
	return r.list(place, func(at string, _ int) error {
		var c Candidate
		size := 0
		err := r.list(at, func(at string, k int) (err error) {
			size++
			switch k {
			case 0:
				c.Innovator, err = r.id(at)
			case 1:
				c.Column, err = r.id(at)
			case 2:
				c.Score, err = r.integer(at)
			default:
				err = refuse(at, "want three values: innovator, region or need, score")
			}
			return err
		})
		if err == nil && size != 3 {
			err = refuse(at, "want three values: innovator, region or need, score")
		}
		in.Candidates = append(in.Candidates, c)
		return err
	})
}

func (r *reader) preferences(place string, in *Instance) error {
	in.Preferences = &Preferences{Innovators: map[string][]string{}, Regions: map[string][]string{}}
	ranking := func(dst map[string][]string) func(string) error {
		return func(at string) error { return r.dictionary(at, dst) }
	}
	return r.object(place, map[string]func(string) error{
		"innovators": ranking(in.Preferences.Innovators),
		"regions":    ranking(in.Preferences.Regions),
	})
}

// fileName reads the name of a file beside the instance.
func (r *reader) fileName(place string) (string, error) {
	name, err := r.text(place)
	if err != nil {
		return "", err
	}
	if name == "" {
		return "", refuse(place, "want the name of a file beside the instance; leave the field out where scores are in it")
	}
	if name != filepath.Base(name) || strings.ContainsAny(name, `/\:`) || !filepath.IsLocal(name) || name == "." {
		return "", refuse(place, "the file must lie beside the instance: a plain name without folders")
	}
	return name, nil
}

package snapshot

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// config is settings in their order. In JSON it is an object; of a value that
// has nothing more to say the text alone stands there.
type config []setting

type setting struct {
	name  string
	value value
}

// value is one setting's value. By is who said it; Default marks what the
// cluster calls a default.
type value struct {
	Value   string `json:"value,omitempty"`
	By      string `json:"by,omitempty"`
	Default string `json:"default,omitempty"`
	Unknown string `json:"unknown,omitempty"` // why it is not known
}

// MarshalJSON writes an object in the order of the settings.
func (c config) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, s := range c {
		if i > 0 {
			b.WriteByte(',')
		}
		name, err := json.Marshal(s.name)
		if err != nil {
			return nil, err
		}
		text, err := json.Marshal(s.value)
		if err != nil {
			return nil, err
		}
		b.Write(name)
		b.WriteByte(':')
		b.Write(text)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// UnmarshalJSON keeps the order of the object.
func (c *config) UnmarshalJSON(text []byte) error {
	d := json.NewDecoder(bytes.NewReader(text))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return fmt.Errorf("a configuration must be an object of settings")
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return err
		}
		var v value
		if err := d.Decode(&v); err != nil {
			return fmt.Errorf("%v: %w", name, err)
		}
		*c = append(*c, setting{name.(string), v})
	}
	return nil
}

// UnmarshalJSON takes a bare text, too.
func (v *value) UnmarshalJSON(text []byte) error {
	if text[0] == '"' {
		return json.Unmarshal(text, &v.Value)
	}
	if text[0] != '{' {
		return fmt.Errorf("a value must be a text, as \"3600000\", or an object")
	}
	type plain value
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode((*plain)(v)); err != nil {
		return fmt.Errorf("a value: %w", err) // its place counts from the value, not from the document
	}
	return nil
}

// valueOf is a value as it is saved: what may be a secret is not.
func valueOf(name string, v model.Value) value {
	o := v.Origin()
	switch {
	case model.MayBeSecret(name):
		return value{Unknown: "it may be a secret, so it was not saved", By: o.Address, Default: o.Default}
	case !v.Usable():
		return value{Unknown: whyOf(v), By: o.Address, Default: o.Default}
	}
	return value{Value: v.Raw(), By: o.Address, Default: o.Default}
}

// whyOf is why a value is not known; a value without a reason must not be read
// again as a known one.
func whyOf(v model.Value) string { return cmp.Or(v.Why(), "nobody has said why") }

func (v value) model() model.Value {
	o := model.Origin{Address: v.By, Default: v.Default}
	if v.Unknown != "" {
		return model.UnknownValue(v.Value, v.Unknown, o)
	}
	return model.KnownValue(v.Value, o)
}

func configOf(c model.Config) config {
	settings := c.Settings()
	out := make(config, len(settings))
	for i, s := range settings {
		out[i] = setting{s.Name, valueOf(s.Name, s.Value)}
	}
	return slices.Clip(out)
}

// model is the settings with who said those that do not say it themselves.
func (c config) model(by string) model.Config {
	var out model.Config
	for _, s := range c {
		if s.value.By == "" && s.value.Default == "" {
			s.value.By = by
		}
		v := s.value.model()
		out.Set(s.name, v, v.Origin())
	}
	return out
}

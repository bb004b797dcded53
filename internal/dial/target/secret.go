package target

import "log/slog"

// hidden stands where a secret is.
const hidden = "[secret]"

// Secret is a password. It stands behind a function, so that no printer that
// walks a structure by reflection reaches it.
type Secret struct{ reveal func() string }

func secret(text string) Secret { return Secret{func() string { return text }} }

// Reveal is the password itself; "" of the zero Secret. Only what sends it to
// a broker calls this.
func (s Secret) Reveal() string {
	if s.reveal == nil {
		return ""
	}
	return s.reveal()
}

// String never shows the password.
func (Secret) String() string { return hidden }

// GoString never shows the password.
func (Secret) GoString() string { return hidden }

// LogValue never shows the password.
func (Secret) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalText never shows the password; JSON uses it.
func (Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }

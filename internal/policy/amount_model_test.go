package policy

import (
	"math"
	"math/big"
	"regexp"
	"strings"
	"testing"
)

// oneAmount is a number with its unit, as a person would read it.
var oneAmount = regexp.MustCompile(`^([0-9]+) *([A-Za-z]*) *`)

// reckoned reads an amount with numbers of any size, by the table of units
// alone. ok is false for what has no meaning.
func reckoned(m *measure, text string) (total *big.Int, ok bool) {
	text = strings.Trim(text, " ")
	total = new(big.Int)
	last := new(big.Int).SetInt64(math.MaxInt64)
	for parts := 0; text != ""; parts++ {
		found := oneAmount.FindStringSubmatch(text)
		if found == nil || parts > 0 && !m.chains {
			return nil, false
		}
		size, known := int64(1), found[2] == "" && parts == 0 && strings.TrimSpace(found[0]) == text
		for _, u := range m.units {
			if u.name == found[2] {
				size, known = u.size, true
			}
		}
		if !known || parts > 0 && big.NewInt(size).Cmp(last) >= 0 {
			return nil, false
		}
		last.SetInt64(size)
		n, _ := new(big.Int).SetString(found[1], 10)
		total.Add(total, n.Mul(n, big.NewInt(size)))
		text = text[len(found[0]):]
	}
	return total, total.IsInt64()
}

// FuzzAmounts holds the reader against numbers that cannot overflow: what is
// read is what was written, and what has no meaning is refused.
func FuzzAmounts(f *testing.F) {
	for _, text := range []string{
		"", "0", "512MiB", "1h30min", "1d 12h", "1m500ms", "9223372036854775807", "9223372036854775808", "8388608TiB", "2w1d", "1h1h", "1 2", "5B",
		"106751991167d7h12min55s807ms", "106751991167d7h12min55s808ms", "00000000000000000001KiB", "1KiB ", "1 KiB", "12", "1s1m",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if strings.Trim(text, "0123456789 abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
			return // signs and points are other tests'
		}
		for _, m := range []*measure{size, period, count} {
			want, ok := reckoned(m, text)
			if strings.TrimSpace(text) == "" {
				ok = false
			}
			got, err := m.parse(text)
			if (err == nil) != ok {
				t.Errorf("%q as %s: error %v, want it to be read: %v", text, m.what, err, ok)
			}
			if err == nil && ok && want.Cmp(big.NewInt(got)) != 0 {
				t.Errorf("%q as %s is %d, want %s", text, m.what, got, want)
			}
			if err != nil && !strings.Contains(err.Error(), "\"") {
				t.Errorf("%q as %s: %q does not show what stands there", text, m.what, err)
			}
		}
	})
}

// Every unit has the size that its neighbours say, and every other spelling
// leads to one that exists.
func TestUnitsAndTheirOtherSpellings(t *testing.T) {
	for unit, want := range map[string]string{"KiB": "1024B", "MiB": "1024KiB", "GiB": "1024MiB", "TiB": "1024GiB"} {
		same(t, size, "1"+unit, want)
	}
	for unit, want := range map[string]string{"s": "1000ms", "m": "60s", "min": "60s", "h": "60min", "d": "24h", "w": "7d"} {
		same(t, period, "1"+unit, want)
	}
	for m, spellings := range map[*measure]string{
		size:   "k kb ki kib m mb mi mib g gb gi gib t tb ti tib b byte bytes",
		period: "msec msecs millis millisecond milliseconds sec secs second seconds mins minute minutes h hr hrs hour hours d day days w week weeks",
	} {
		for word := range strings.FieldsSeq(spellings) {
			unit, _, _ := strings.Cut(m.meant(word), " ")
			if _, err := m.parse("1" + unit); err != nil {
				t.Errorf("%s of %s is said to be %q, which is refused: %v", word, m.what, unit, err)
			}
			if !strings.EqualFold(unit[:1], word[:1]) {
				t.Errorf("%s of %s is said to be %q", word, m.what, unit)
			}
		}
	}
}

func same(t *testing.T, m *measure, a, b string) {
	t.Helper()
	one, errOne := m.parse(a)
	other, errOther := m.parse(b)
	if errOne != nil || errOther != nil || one != other {
		t.Errorf("%s is %d (%v) and %s is %d (%v)", a, one, errOne, b, other, errOther)
	}
}

func TestCutTakesOneAmount(t *testing.T) {
	for text, want := range map[string][3]string{
		"":          {"", "", ""},
		"12":        {"12", "", ""},
		"12MiB":     {"12", "MiB", ""},
		"12 MiB":    {"12", "MiB", ""},
		"1h30m":     {"1", "h", "30m"},
		"1 h  30 m": {"1", "h", "30 m"},
		"h30":       {"", "h", "30"},
		"1 2":       {"1", "", "2"},
	} {
		digits, name, rest := cut(text)
		if got := [3]string{digits, name, rest}; got != want {
			t.Errorf("%q is cut into %q, want %q", text, got, want)
		}
	}
}

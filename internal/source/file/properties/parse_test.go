package properties_test

import (
	"errors"
	"reflect"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/source/file/format"
	"github.com/breakwaterhq/breakwater/internal/source/file/properties"
)

func TestParseGivesEverySettingWithItsPlace(t *testing.T) {
	got, err := properties.Parse([]byte("# comment\na = 1 \n\n  b:two \\\n  lines\na=3\nc\n"))
	want := []properties.Setting{{"a", "1 ", 2, 1}, {"b", "two lines", 4, 3}, {"a", "3", 6, 1}, {"c", "", 7, 1}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v\nwant %+v", got, err, want)
	}
}

func TestParseSaysWhatJavaRefuses(t *testing.T) {
	_, err := properties.Parse([]byte("a=1\nb=\\u12"))
	var syntax *format.SyntaxError
	if !errors.As(err, &syntax) || syntax.Line != 2 || syntax.Column != 3 {
		t.Errorf("got %v", err)
	}
	if got, err := properties.Parse(nil); err != nil || len(got) != 0 {
		t.Errorf("nothing gives %v, %v", got, err)
	}
}

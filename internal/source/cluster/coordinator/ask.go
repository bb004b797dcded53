// Package coordinator asks a broker what both a look at a cluster and the judge of an
// admission want to know: which groups it coordinates, who is in them, what they have
// committed, and what the principal may see. It knows neither connections nor limits:
// who asks brings them, and says what becomes of what was not told.
package coordinator

import (
	"context"
	"fmt"

	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// Asker sends one request to one broker, and gives its answer, or why there is none.
type Asker func(ctx context.Context, req kmsg.Request) (kmsg.Response, error)

// LeftOut is the code of what an answer should hold and does not.
const LeftOut = 0

// Untold takes a group of which something was asked for and not told, with Kafka's
// error code, or LeftOut.
type Untold func(g *model.Group, code int16)

func ask[R kmsg.Response](ctx context.Context, to Asker, req kmsg.Request) (R, error) {
	var none R
	resp, err := to(ctx, req)
	if err != nil {
		return none, err
	}
	r, ok := resp.(R)
	if !ok {
		return none, fmt.Errorf("%T in answer to %T", resp, req)
	}
	return r, nil
}

package sourcetest

import (
	"context"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source"
)

// good keeps the contract.
type good struct{}

func (good) Can(context.Context) (model.Facts, []model.Gap) {
	return model.FactsOf(model.FactClientConfig), nil
}

func (good) Collect(ctx context.Context, _ model.Facts, b *model.Builder) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	b.Client(&model.Client{Name: "c", Place: model.Place{File: "f"}, At: model.AtFile("f", 1, 1)})
	return nil
}

func TestRunPassesASourceThatKeepsTheContract(t *testing.T) {
	Run(t, func(*testing.T) source.Source { return good{} })
}

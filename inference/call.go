package inference

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"carrel/inference/wire"
)

// call makes one call. Frames before its end go to onFrame, the result to out.
func (c *Client) call(ctx context.Context, method string, params any, onFrame func(wire.Frame) error, out any) error {
	if spec, at := placing(params); at != nil && c.config.Loads != nil {
		return c.callPlaced(ctx, method, spec, at, onFrame, out)
	}
	payload, err := encode(method, params)
	if err != nil {
		return err
	}
	engine, err := c.running(ctx)
	if err != nil {
		return err
	}
	return engine.call(ctx, payload, onFrame, out)
}

// callPlaced is call for a method that has a model loaded, where Loads says. at gives
// the parameters with the model's place.
func (c *Client) callPlaced(ctx context.Context, method string, spec ModelSpec, at func(Place) any, onFrame func(wire.Frame) error, out any) error {
	begun := false // something of an answer has come: it cannot be made once more
	handOn := func(f wire.Frame) error {
		begun = true
		if onFrame == nil {
			return nil
		}
		return onFrame(f)
	}
	for {
		engine, err := c.running(ctx)
		if err != nil {
			return err
		}
		if err := c.config.Loads.MayLoad(spec, engine.info); err != nil {
			return err
		}
		spec.Place = c.config.Loads.Place(spec, engine.info)
		payload, err := encode(method, at(spec.Place))
		if err != nil {
			return err
		}
		err = engine.call(ctx, payload, handOn, out)
		var failure *Error
		if ctx.Err() != nil || !errors.As(err, &failure) {
			return err
		}
		switch {
		case failure.Code == CodeModelBroken:
			c.config.Loads.Refused(spec, engine.info, failure.Message)
		case failure.Code == CodeEngineDied: // Crashed was told, if it died of loading this
			if engine.fell != "" && spec.Place.OnGraphics() {
				c.config.Loads.Refused(spec, engine.info, "the engine stopped: "+engine.fell)
			}
		default:
			return err
		}
		// After llama.cpp on the processor nothing is left: if it is the file that is broken,
		// what failed elsewhere is forgotten, and all of it would be tried again for ever.
		if begun || !spec.Place.Special() || c.config.Loads.Place(spec, engine.info) == spec.Place {
			return err
		}
	}
}

// placing says which model a call has loaded, and gives the call's parameters with
// another place for it; nil: it needs none.
func placing(params any) (spec ModelSpec, at func(Place) any) {
	switch p := params.(type) {
	case LoadRequest:
		return p.Model, func(place Place) any { p.Model.Place = place; return p }
	case GenerateRequest:
		return p.Model, func(place Place) any { p.Model.Place = place; return p }
	case EmbedRequest:
		return p.Model, func(place Place) any { p.Model.Place = place; return p }
	case RerankRequest:
		return p.Model, func(place Place) any { p.Model.Place = place; return p }
	case TokenizeRequest:
		return p.Model, func(place Place) any { p.Model.Place = place; return p }
	case CountRequest:
		return p.Model, func(place Place) any { p.Model.Place = place; return p }
	case LengthsRequest:
		return p.Model, func(place Place) any { p.Model.Place = place; return p }
	case BenchRequest:
		return p.Model, func(place Place) any { p.Model.Place = place; return p }
	}
	return spec, nil
}

func encode(method string, params any) ([]byte, error) {
	p, err := json.Marshal(params)
	if err == nil {
		p, err = json.Marshal(wire.Request{Method: method, Params: p})
	}
	if err != nil {
		return nil, fmt.Errorf("encoding the call %q: %w", method, err)
	}
	if len(p) > wire.MaxPayload {
		return nil, &Error{Code: CodeBadRequest, Message: fmt.Sprintf("The text is too long for the engine: %d MB, and it takes %d MB at once.", len(p)>>20, wire.MaxPayload>>20)}
	}
	return p, nil
}

// asError makes an *Error of the payload of a Failure.
func asError(payload []byte) error {
	var e Error
	if err := json.Unmarshal(payload, &e); err != nil || e.Message == "" {
		return &Error{Code: CodeProtocol, Message: "The engine refused, and did not say why."}
	}
	return &e
}

// contextOr prefers ctx's error over the engine's "cancelled".
func contextOr(ctx context.Context, err error) error {
	var e *Error
	if errors.As(err, &e) && e.Code == CodeCancelled && ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

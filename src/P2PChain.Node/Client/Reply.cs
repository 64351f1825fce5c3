using System.Collections.Immutable;
using System.Text.Json;
using P2PChain.Node.Screen;

namespace P2PChain.Node.Client;

/// <summary>A reply of a node's console.</summary>
/// <param name="Lines">Its lines.</param>
/// <param name="Code">The exit code of a command line that ends with it.</param>
/// <param name="Item">The item, if it is an outcome of a request or a release.</param>
/// <param name="State">That outcome.</param>
/// <param name="Txid">The transaction.</param>
/// <param name="Height">The block, if it is confirmed.</param>
internal sealed record Reply(
    ImmutableArray<ScreenLine> Lines, int Code, string? Item, string? State, string? Txid, long? Height)
{
    private const string Schema = "p2pchain.reply/1";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Reads a line of the route.</summary>
    /// <returns>Null if it is no reply.</returns>
    public static Reply? Parse(string line)
    {
        try
        {
            var form = JsonSerializer.Deserialize<Form>(line, Json);
            if (form is not { Schema: Schema, Lines: not null }) return null;
            var lines = form.Lines.Select(static one => one is { Cells: [_, ..] cells }
                && cells.All(static cell => cell is not null)
                    ? new ScreenLine([.. cells], ToneOf(one.Tone), one.IsHeader)
                    : null).ToArray();
            return lines.Contains(null)
                ? null
                : new Reply([.. lines!], form.Code, form.Item, form.State, form.Txid, form.Height);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Tone ToneOf(string? name) =>
        Enum.TryParse<Tone>(name, ignoreCase: true, out var tone) && Enum.IsDefined(tone) ? tone : Tone.Plain;

    private sealed record Form(
        string? Schema, Line?[]? Lines, int Code, string? Item, string? State, string? Txid, long? Height);

    private sealed record Line(string[]? Cells, string? Tone, bool IsHeader);
}

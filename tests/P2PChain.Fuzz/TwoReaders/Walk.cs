using System.Globalization;
using System.Text;
using System.Text.Json;

namespace P2PChain.Fuzz.TwoReaders;

/// <summary>
/// Reads a sound text through a cursor and writes down every answer. Mostly each value is asked for what it is, and now
/// and then for something else. A seed asks the same again.
/// </summary>
internal sealed class Walk(IWalk cursor, int seed)
{
    private readonly Random _random = new(seed);
    private readonly StringBuilder _said = new();

    /// <summary>The answers, and the fault that ended them.</summary>
    /// <param name="guide">The text as another reader sees it.</param>
    public string Over(JsonElement guide)
    {
        Value(guide);
        return Say(cursor.Fault).ToString();
    }

    private void Value(JsonElement guide)
    {
        switch (_random.Next(24))
        {
            case 0: cursor.SkipValue(); break;
            case 1: Ask(_random.Next(7), guide); break;
            case < 6: Say(cursor.ReadOrPass(() => Ask(_random.Next(7), guide))); break;
            case < 12: Say(cursor.ReadOrPass(() => Ask(guide))); break;
            default: Ask(guide); break;
        }
    }

    private void Ask(JsonElement guide) => Ask(
        guide.ValueKind switch
        {
            JsonValueKind.Object => 0,
            JsonValueKind.Array => 1,
            JsonValueKind.String => 2,
            JsonValueKind.Number => _random.Next(3, 5),
            JsonValueKind.Null => 6,
            _ => 5,
        },
        guide);

    private void Ask(int what, JsonElement guide)
    {
        switch (what)
        {
            case 0: Object(guide); break;
            case 1: Array(guide); break;
            case 2 when cursor.TryReadEmpty(): Say("empty"); break;
            case 2: Say(cursor.ReadString(_random.Next(3) == 0 ? _random.Next(4) : 10_000)); break;
            case 3: Say(cursor.ReadInteger(Sometimes(0, long.MinValue), Sometimes(300, long.MaxValue))); break;
            case 4: Say(BitConverter.DoubleToInt64Bits(cursor.ReadNumber())); break;
            case 5: Say(cursor.ReadBoolean()); break;
            default:
                Say(cursor.TryReadNull());
                if (guide.ValueKind != JsonValueKind.Null) cursor.SkipValue();
                break;
        }
    }

    private void Object(JsonElement guide)
    {
        cursor.BeginObject();
        while (cursor.NextMember() is { } name)
        {
            Say(name);
            Value(guide.GetProperty(name));
        }
    }

    private void Array(JsonElement guide)
    {
        cursor.BeginArray();
        for (var at = 0; cursor.TryNextItem(); at++) Value(guide[at]);
    }

    private long Sometimes(long value, long otherwise) => _random.Next(3) == 0 ? value : otherwise;

    private StringBuilder Say(object? what) => _said.Append(CultureInfo.InvariantCulture, $"{what}|");
}

using System.Globalization;
using System.Text;

namespace P2PChain.Fuzz;

/// <summary>
/// Mutates JSON as a liar would: still text that can be read, but with something else in it, twice, missing, or too
/// deep.
/// </summary>
internal sealed class JsonMutator(Random random)
{
    private static readonly string[] Numbers =
    [
        "0", "-0", "1", "-1", "2", "255", "256", "1e3", "1.0", "0.5", "0.001", "0.0009999", "65535", "65536", "2147483648", "4294967296",
        "8589934592", "8589934592.0", "8796093022208", "8796093022209", "9007199254740991", "9007199254740992", "9223372036854775807",
        "9223372036854775808", "18446744073709551616", "1e308", "1e309", "-1e-400", "5e-324", "1766650000.123456", "010", "1.", ".5", "+1", "NaN",
        "340282366920938463463374607431768211456", "99999999999999999999999999999999999999999999999999999999999999999999999999999999",
    ];

    private static readonly string[] Values =
    [
        "null", "true", "false", "{}", "[]", "\"\"", "[[]]", "{\"\": {}}", "[null]", "\"\\u0000\"", "\"\\ud83d\\ude00\"", "\"\\ud83d\"", "\"a\\tb\"",
        "\"0000000000000000000000000000000000000000000000000000000000000000\"", "\"ping\"", "\"127.0.0.1:6000\"", "\"é\"", "tru", "undefined", "'a'",
    ];

    /// <summary>One mutation; null where the input has no values.</summary>
    public byte[]? Mutate(byte[] input, byte[] other)
    {
        var spans = JsonSpan.Of(input);
        if (spans.Count == 0) return null;
        var span = spans[random.Next(spans.Count)];
        return random.Next(12) switch
        {
            0 => Replace(input, span, Values[random.Next(Values.Length)]),
            1 => Replace(input, Some(spans, '0', span), Numbers[random.Next(Numbers.Length)]),
            2 => Replace(input, span, Numbers[random.Next(Numbers.Length)]),
            3 => Insert(input, span.To, [.. ", "u8, .. input.AsSpan(span.NameFrom, span.To - span.NameFrom)]), // twice
            4 => Remove(input, span),
            5 => Swap(input, span, spans[random.Next(spans.Count)]),
            6 => Deepen(input, span),
            7 => Escape(input, Some(spans, '"', span)),
            8 => Insert(input, span.NameFrom, Encoding.ASCII.GetBytes(span.IsMember ? $"\"x{random.Next(3)}\": {Values[random.Next(Values.Length)]}, " : "7, ")),
            9 => Transplant(input, span, other),
            10 => Lengthen(input, Some(spans, '"', span)),
            _ => Space(input, span),
        };
    }

    private JsonSpan Some(List<JsonSpan> spans, char kind, JsonSpan otherwise)
    {
        var some = spans.FindAll(span => span.Kind == kind);
        return some.Count == 0 ? otherwise : some[random.Next(some.Count)];
    }

    private static byte[] Replace(byte[] input, JsonSpan span, string value) =>
        [.. input.AsSpan(0, span.From), .. Encoding.UTF8.GetBytes(value), .. input.AsSpan(span.To)];

    private static byte[] Insert(byte[] input, int at, ReadOnlySpan<byte> piece) => [.. input.AsSpan(0, at), .. piece, .. input.AsSpan(at)];

    /// <summary>Without the value, its name and one comma.</summary>
    private static byte[] Remove(byte[] input, JsonSpan span)
    {
        var to = span.To;
        while (to < input.Length && input[to] == ' ') to++;
        if (to < input.Length && input[to] == ',') return [.. input.AsSpan(0, span.NameFrom), .. input.AsSpan(to + 1)];
        var from = span.NameFrom;
        while (from > 0 && input[from - 1] is (byte)' ' or (byte)',') from--;
        return [.. input.AsSpan(0, from), .. input.AsSpan(to)];
    }

    private static byte[] Swap(byte[] input, JsonSpan one, JsonSpan other)
    {
        var (first, second) = one.NameFrom <= other.NameFrom ? (one, other) : (other, one);
        if (first.To > second.NameFrom) return input;
        return
        [
            .. input.AsSpan(0, first.NameFrom), .. input.AsSpan(second.NameFrom, second.To - second.NameFrom),
            .. input.AsSpan(first.To, second.NameFrom - first.To), .. input.AsSpan(first.NameFrom, first.To - first.NameFrom),
            .. input.AsSpan(second.To),
        ];
    }

    private byte[] Deepen(byte[] input, JsonSpan span)
    {
        var depth = random.Next(4) == 0 ? random.Next(1, 200) : random.Next(1, 18);
        var isObject = random.Next(2) == 0;
        var (open, close) = isObject ? ("{\"a\": ", "}") : ("[", "]");
        return
        [
            .. input.AsSpan(0, span.From), .. Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(open, depth))), .. input.AsSpan(span.From, span.To - span.From),
            .. Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(close, depth))), .. input.AsSpan(span.To),
        ];
    }

    /// <summary>A letter of a string, or of a name, spelled as an escape.</summary>
    private byte[] Escape(byte[] input, JsonSpan span)
    {
        var from = random.Next(2) == 0 ? span.NameFrom : span.From;
        var length = span.To - from;
        if (input[from] != '"' || length < 3) return input;
        var at = from + random.Next(1, Math.Min(length, 80) - 1);
        if (input[at] is (byte)'"' or (byte)'\\' or > 0x7e) return input;
        return [.. input.AsSpan(0, at), .. Encoding.ASCII.GetBytes("\\u" + ((int)input[at]).ToString("x4", CultureInfo.InvariantCulture)), .. input.AsSpan(at + 1)];
    }

    private static byte[] Space(byte[] input, JsonSpan span) => Insert(input, span.From, " \t\r "u8);

    private byte[] Transplant(byte[] input, JsonSpan span, byte[] other)
    {
        var donors = JsonSpan.Of(other);
        if (donors.Count == 0) return input;
        var donor = donors[random.Next(donors.Count)];
        return [.. input.AsSpan(0, span.From), .. other.AsSpan(donor.From, donor.To - donor.From), .. input.AsSpan(span.To)];
    }

    private byte[] Lengthen(byte[] input, JsonSpan span)
    {
        if (span.Kind != '"') return input;
        int[] lengths = [1, 2, 63, 64, 65, 127, 128, 129, 255, 256, 257, 600];
        return Insert(
            input,
            span.To - 1,
            Encoding.UTF8.GetBytes(new string(random.Next(2) == 0 ? 'a' : 'ä', lengths[random.Next(lengths.Length)])));
    }
}

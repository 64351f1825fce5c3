using System.Globalization;
using System.Text;
using CsCheck;

namespace P2PChain.Fuzz.Tests;

/// <summary>Texts that are JSON, or nearly.</summary>
internal static class DrawnJson
{
    private static readonly Gen<string> White = Gen.Frequency(
        (8, Gen.Const("")),
        (1, Gen.Char[" \t\r"].Array[1, 3].Select(letters => new string(letters))));

    private static readonly Gen<string> Letter = Gen.Frequency(
        (20, Gen.Char[' ', '~'].Where(letter => letter is not ('"' or '\\')).Select(letter => letter.ToString())),
        (4, OneOf("ä", "€", "😀", "\u007f", "\uffff", "\u2028")),
        (4, Gen.Char.Select(unit => "\\u" + ((int)unit).ToString("x4", CultureInfo.InvariantCulture))),
        (3, OneOf("\\n", "\\\"", "\\\\", "\\/", "\\b", "\\f", "\\r", "\\t", "\\ud83d\\ude00", "\\uD83D\\uDE00", "\\u0061")),
        (1, OneOf("\\", "\\x", "\\u12", "\\ud83d", "\\ude00", "\\ud83d\\n", "\\ud83d\\u12g4", "\t", "\0", "\"")));

    private static readonly Gen<string> Text = Letter.Array[0, 12].Select(letters => $"\"{string.Concat(letters)}\"");

    private static readonly Gen<string> Number = Gen.Frequency(
        (3, Gen.Long.Select(number => number.ToString(CultureInfo.InvariantCulture))),
        (3, Gen.Double.Select(number => number.ToString("R", CultureInfo.InvariantCulture))),
        (3, OneOf("0", "-0", "-0.0", "0.5e-3", "1E+5", "1e400", "-1e400")),
        (1, OneOf("9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809")),
        (2, Gen.Int[15, 22].SelectMany(count => Gen.Char['0', '9'].Array[count]).Select(digits => "1" + new string(
            digits))),
        (1, Gen.Int[126, 130].Select(count => new string('7', count))),
        (1, OneOf("01", "-", "1.", ".5", "+1", "1e", "1e+", "-01", "NaN", "0x10", "1_0", "1/", "-Infinity")));

    private static readonly Gen<string> Name = Gen.Frequency(
        (3, OneOf("\"type\"", "\"payload\"", "\"sender\"", "\"a\"", "\"\\u0061\"", "\"b\"")),
        (3, OneOf("\"uid\"", "\"timestamp\"", "\"peers\"")),
        (3, Gen.Int[0, 40].Select(number => $"\"k{number}\"")),
        (1, Text));

    private static readonly Gen<string> Leaf = Gen.Frequency(
        (4, Text),
        (4, Number),
        (2, OneOf("true", "false", "null", "\"ping\"", "\"new_block\"", "\"peer_list\"", "{}", "[]")),
        (1, OneOf("tru", "nul", "undefined", "'a'", "//", "")));

    /// <summary>An object, as a line has it; without a line feed.</summary>
    public static Gen<string> Object { get; } = Members(Value(4));

    /// <summary>The same as bytes, some of which may be no UTF-8.</summary>
    public static Gen<byte[]> Bytes { get; } = Gen
        .Select(Object, Gen.Frequency((3, Gen.Const(0)), (1, Gen.Int[1, 3])), Gen.Int[0, int.MaxValue], BrokenBytes())
        .Select((text, cuts, at, broken) =>
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            var place = at % (bytes.Length + 1);
            return cuts switch
            {
                1 => [.. bytes.AsSpan(0, place), .. broken, .. bytes.AsSpan(place)],
                2 => bytes[..place],
                3 => [.. bytes.AsSpan(0, place), .. bytes.AsSpan(Math.Min(place + 1, bytes.Length))],
                _ => bytes,
            };
        });

    private static Gen<byte[]> BrokenBytes() => Gen.Frequency(
        (1, Gen.Byte.Where(value => value != '\n').Array[1, 3]),
        (1, OneOf<byte[]>([0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82], [0xef, 0xbb, 0xbf], [0xff])));

    private static Gen<T> OneOf<T>(params T[] all) => Gen.Int[0, all.Length - 1].Select(at => all[at]);

    private static Gen<string> Value(int depth) => depth == 0
        ? Leaf
        : Gen.Frequency((3, Leaf), (1, Members(Value(depth - 1))), (1, Items(Value(depth - 1))), (1, Deep(Leaf)));

    private static Gen<string> Members(Gen<string> value) => Gen.Frequency((9, Gen.Int[0, 4]), (1, Gen.Int[15, 20]))
        .SelectMany(count => Gen.Select(White, Name, White, value, White).Array[count])
        .Select(members => "{" + string.Join(',', members.Select(m => $"{m.Item1}{m.Item2}{m.Item3}:{m.Item4}{m.Item5}")) + "}");

    private static Gen<string> Items(Gen<string> value) =>
        Gen.Select(White, value).Array[0, 4].Select(
            items => "[" + string.Join(',', items.Select(i => i.Item1 + i.Item2)) + "]");

    private static Gen<string> Deep(Gen<string> value) => Gen.Select(Gen.Int[9, 18], Gen.Bool, value).Select((depth, isObject, inner) =>
        string.Concat(Enumerable.Repeat(isObject ? "{\"a\":" : "[", depth)) + inner + new string(
            isObject ? '}' : ']', depth));
}

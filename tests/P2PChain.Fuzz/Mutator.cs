using System.Collections.Immutable;
using System.Text;

namespace P2PChain.Fuzz;

/// <summary>
/// Makes an input out of others: flips, cuts, splices, and on JSON what a liar would do. A seed makes the same ones.
/// </summary>
/// <param name="random">Where its choices come from.</param>
/// <param name="words">Pieces of the target's own language.</param>
internal sealed class Mutator(Random random, ImmutableArray<string> words)
{
    private const int BytesMax = 64 * 1024;

    private readonly JsonMutator _json = new(random);

    /// <summary>One to four mutations of one input, the others at hand for splicing.</summary>
    public byte[] Mutate(byte[] input, IReadOnlyList<byte[]> others)
    {
        var mutated = input;
        for (var left = random.Next(2) == 0 ? 1 : random.Next(2, 5); left > 0; left--)
        {
            var other = others[random.Next(others.Count)];
            mutated = random.Next(3) == 0 ? Bytes(mutated, other) : _json.Mutate(mutated, other) ?? Bytes(
                mutated, other);
        }

        return mutated.Length <= BytesMax ? mutated : mutated[..BytesMax];
    }

    private byte[] Bytes(byte[] input, byte[] other)
    {
        var (at, to) = Range(input.Length);
        switch (random.Next(9))
        {
            case 0 when input.Length > 0: return Flipped(input, random.Next(input.Length), (byte)(1 << random.Next(8)));
            case 1 when input.Length > 0: return Flipped(input, random.Next(input.Length), (byte)random.Next(1, 256));
            case 2: return input[..at]; // cut short
            case 3: return [.. input[..at], .. input[to..]]; // a piece left out
            case 4: return [.. input[..to], .. input[at..]]; // a piece twice
            case 5: return [.. input[..at], .. other.AsSpan(random.Next(other.Length + 1))]; // two heads and tails
            case 6:
                var (from, until) = Range(other.Length);
                return [.. input[..at], .. other[from..until], .. input[to..]];
            case 7 when !words.IsEmpty: return [.. input[..at], .. Encoding.UTF8.GetBytes(words[random.Next(words.Length)]), .. input[at..]];
            default: return [.. input[..at], .. Odd(), .. input[at..]];
        }
    }

    /// <summary>Bytes that readers stumble over.</summary>
    private byte[] Odd() => random.Next(10) switch
    {
        0 => [0],
        1 => [(byte)'\n'],
        2 => [(byte)'\r', (byte)'\n'],
        3 => [0xef, 0xbb, 0xbf], // a byte order mark
        4 => [0xc0, 0x80], // an overlong zero
        5 => [0xed, 0xa0, 0x80], // a surrogate
        6 => [0xf4, 0x90, 0x80, 0x80], // above the last character
        7 => [0xe2, 0x80, 0xa8], // a line separator
        8 => [0x1b, (byte)'[', (byte)'2', (byte)'J'], // clears a terminal
        _ => [(byte)random.Next(256)],
    };

    private (int From, int To) Range(int length)
    {
        var from = random.Next(length + 1);
        return (from, from + random.Next(Math.Min(length - from, random.Next(4) == 0 ? length : 16) + 1));
    }

    private static byte[] Flipped(byte[] input, int at, byte bits)
    {
        var flipped = input.ToArray();
        flipped[at] ^= bits;
        return flipped;
    }
}

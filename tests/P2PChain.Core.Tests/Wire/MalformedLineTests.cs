using System.Text;
using CsCheck;
using P2PChain.Core.Json;
using P2PChain.Core.Wire;
using P2PChain.Testing.Wire;

namespace P2PChain.Core.Tests.Wire;

/// <summary>
/// Lines that are wrong in one way each, with their verdicts; and lines that are wrong in no way anybody thought of.
/// </summary>
public sealed class MalformedLineTests
{
    private static readonly string[] Golden =
        File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Vectors", "wire-lines.ndjson"));

    public static TheoryData<string> Corpus => [.. MalformedLine.Corpus.Select(line => line.What)];

    [Theory]
    [MemberData(nameof(Corpus))]
    public void A_malformed_line_is_refused_with_its_reason(string what)
    {
        var line = MalformedLine.Corpus.Single(line => line.What == what);
        var fault = Assert.IsType<Decoded.Refused>(MessageCodec.Decode(line.Bytes)).Fault;
        Assert.Equal((line.Code, line.Member), (fault.Code, fault.Member));
        Assert.Equal(line.Json, fault.Code == DecodeFaultCode.NotJson ? fault.Value : "");
        Assert.InRange(fault.Value.Length, 0, 64);
    }

    [Fact]
    public void The_corpus_has_at_least_three_hundred_and_eighty_lines_all_different()
    {
        Assert.InRange(MalformedLine.Corpus.Count, 380, int.MaxValue);
        Assert.Equal(
            MalformedLine.Corpus.Count,
            MalformedLine.Corpus.Select(line => Convert.ToHexString(line.Bytes)).Distinct().Count());
    }

    [Fact]
    public void No_mutation_of_a_line_makes_decoding_throw()
    {
        var edit = Gen.Select(Gen.Int[0, 3], Gen.Int[0, 5000], Gen.Byte, Gen.Int[0, 40]);
        Gen.Select(Gen.Int[0, Golden.Length - 1], edit.Array[1, 4]).Sample(
            (golden, edits) =>
            {
                var line = Encoding.ASCII.GetBytes(Golden[golden]).ToList();
                foreach (var (what, where, with, length) in edits) Mutate(line, what, where, with, length);
                AssertAnswered([.. line]);
            },
            iter: 100_000);
    }

    [Fact]
    public void No_exchange_of_values_makes_decoding_throw()
    {
        string[] values =
        [
            "{}", "[]", "null", "true", "0", "-1", "1.5", "1e400", "\"\"", "\"\\u0000\"", "9223372036854775808", "[[[[]]]]", "{\"a\": {}}",
            "\"" + new string('f', 64) + "\"", new string('9', 128), "{\"type\": \"ping\"}",
        ];
        Gen.Select(Gen.Int[0, Golden.Length - 1], Gen.Int[0, 60], Gen.Int[0, values.Length - 1]).Sample(
            (golden, which, value) => AssertAnswered(
                Encoding.ASCII.GetBytes(ReplaceValue(Golden[golden], which, values[value]))),
            iter: 50_000);
    }

    private static void AssertAnswered(byte[] line)
    {
        switch (MessageCodec.Decode(line))
        {
            case Decoded.Understood understood:
                // what is understood can be written and is then understood as the same
                var written = Samples.Line(understood.Message, understood.Sender);
                Assert.Equal(written, Samples.Line(Assert.IsType<Decoded.Understood>(Samples.Decode(written)).Message, understood.Sender));
                break;
            case Decoded.Ignored ignored: Assert.InRange(ignored.TypeName.Length, 0, 64); break;
            case Decoded.Refused refused: Assert.All(refused.Fault.Value, c => Assert.InRange(c, ' ', '~')); break;
        }
    }

    private static void Mutate(List<byte> line, int what, int where, byte with, int length)
    {
        if (line.Count == 0) return;
        where %= line.Count;
        length = Math.Min(length, line.Count - where);
        switch (what)
        {
            case 0: line[where] = with; break;
            case 1: line.Insert(where, with); break;
            case 2: line.RemoveRange(where, length); break;
            default: line.InsertRange(where, line.GetRange(where, length)); break;
        }
    }

    /// <summary>Puts another value in the place of the n-th that follows a colon.</summary>
    private static string ReplaceValue(string line, int n, string value)
    {
        var starts = Enumerable.Range(0, line.Length - 2).Where(i => line[i] == ':' && line[i + 1] == ' ').Select(i => i + 2).ToList();
        var start = starts[n % starts.Count];
        var (end, depth) = (start, 0);
        for (var quoted = false; end < line.Length; end++)
        {
            if (line[end] == '"') quoted = !quoted;
            if (quoted) continue;
            if (line[end] is '{' or '[') depth++;
            if (line[end] is '}' or ']' && --depth < 0) break;
            if (line[end] == ',' && depth == 0) break;
        }

        return line[..start] + value + line[end..];
    }
}

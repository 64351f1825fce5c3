using CsCheck;
using P2PChain.Core.Json;
using P2PChain.Core.Wire;
using P2PChain.Fuzz.TwoReaders;
using P2PChain.Testing.Wire;

namespace P2PChain.Fuzz.Tests;

/// <summary>The product's reader of JSON and the one before it give the same verdicts.</summary>
public sealed class TwoReadersTests
{
    [Fact]
    public void Every_line_and_document_of_the_corpus_and_the_vectors_gets_one_verdict()
    {
        byte[][] texts =
        [
            .. MalformedLine.Corpus.Select(line => line.Bytes),
            .. FuzzCorpus.AllLines, .. FuzzCorpus.Transactions, .. FuzzCorpus.Blocks,
        ];
        Assert.InRange(texts.Length, 900, int.MaxValue);
        foreach (var text in texts) Verdicts.Compare(text);
    }

    [Fact]
    public void Any_text_drawn_gets_one_verdict()
    {
        var (read, refused) = (0, 0);
        DrawnJson.Bytes.Sample(
            bytes =>
            {
                var isJson = Verdicts.Compare(bytes) is not Decoded.Refused { Fault.Code: DecodeFaultCode.NotJson };
                if (isJson) Interlocked.Increment(ref read);
                else Interlocked.Increment(ref refused);
            },
            iter: 30_000);
        // Both kinds are drawn often, or the property says little.
        Assert.InRange(Math.Min(read, refused), 3_000, int.MaxValue);
    }

    [Fact]
    public void However_a_stream_of_lines_is_split_each_gets_its_verdict() =>
        Gen.Select(DrawnJson.Bytes.Where(IsLine).Array[1, 5], Gen.Int[1, 40].Array[1, 6]).Sample(
            (lines, sizes) =>
            {
                var verdicts = new List<string>();
                var decoder = new LineDecoder();
                byte[] stream = [.. lines.SelectMany(line => line.Append((byte)'\n'))];
                for (var (at, part) = (0, 0); at < stream.Length; part++)
                {
                    var size = Math.Min(sizes[part % sizes.Length], stream.Length - at);
                    decoder.Append(stream.AsSpan(at, size));
                    at += size;
                    while (decoder.TryRead(out var line)) verdicts.Add(Verdicts.Shown(MessageCodec.Decode(line)));
                }

                Assert.Equal(lines.Select(line => Verdicts.Shown(Verdicts.Compare(line))), verdicts);
            },
            iter: 5_000);

    // A blank line is skipped, and a carriage return at the end is dropped.
    private static bool IsLine(byte[] bytes) => bytes.AsSpan().IndexOfAnyExcept(" \t\r"u8) >= 0 && bytes[^1] != '\r';
}

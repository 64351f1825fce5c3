using System.Text;
using CsCheck;
using P2PChain.Core.Json;
using P2PChain.Core.Wire;
using P2PChain.Testing.Plain;

namespace P2PChain.Core.Tests.Wire;

/// <summary>docs/protocol.md, plain peers: a chain of up to 64 MiB is taken block by block as it arrives.</summary>
public sealed class ChainResponseReaderTests
{
    private static readonly string Chain = PlainRecording.Transcript[^1].Line;

    [Fact]
    public void The_blocks_of_a_recorded_chain_come_out_in_order()
    {
        var (blocks, fault) = Read(Chain);
        Assert.Null(fault);
        Assert.Equal([0, 1, 2, 3, 4], blocks.Select(text => Parsed(text).Index));
    }

    [Fact]
    public void Any_split_gives_the_same_blocks()
    {
        var whole = Read(Chain).Blocks;
        Gen.Int[1, 300].Array[1, 20].Sample(
            sizes =>
            {
                var (blocks, fault) = Read(Chain, sizes);
                Assert.Null(fault);
                Assert.Equal(whole, blocks);
            },
            iter: 200);
        Assert.Equal(whole, Read(Chain, 1).Blocks);
    }

    [Fact]
    public void Members_come_in_any_order_and_unknown_ones_are_passed()
    {
        var (blocks, fault) = Read(
            """ {"x": [{"chain": [{}]}], "payload": {"length": 2, "y": {"payload": 1}, "chain": [{"a": "]}"} , {"b": [{"c": {}}]}], "z": "chain"}, "sender": null, "type": "chain_response"} """);
        Assert.Null(fault);
        Assert.Equal(["""{"a": "]}"}""", """{"b": [{"c": {}}]}"""], blocks);
    }

    [Fact]
    public void Every_truncation_is_a_fault()
    {
        for (var length = 0; length < Chain.Length; length += 7) Assert.NotNull(Read(Chain[..length], 64).Fault);
    }

    [Theory]
    [InlineData("""{"type": "new_block", "payload": {"chain": []}}""")]
    [InlineData("""{"type": "chain_response", "type": "chain_response", "payload": {"chain": []}}""")]
    [InlineData("""{"type": "chain_response", "payload": {"chain": [], "chain": []}}""")]
    [InlineData("""{"type": "chain_response", "payload": {"chain": []}, "payload": {"chain": []}}""")]
    [InlineData("""{"type": "chain_response", "payload": {"ch\u0061in": []}}""")]
    [InlineData("""{"type": "chain_response", "payload": {"chain": [7]}}""")]
    [InlineData("""{"type": "chain_response", "payload": {"chain": [{},]}}""")]
    [InlineData("""{"type": "chain_response", "payload": {"chain": {}}}""")]
    [InlineData("""{"type": "chain_response", "payload": []}""")]
    [InlineData("""{"type": "chain_response", "payload": {"chain": [{"a": 010}]}}""")]
    [InlineData("""{"type": "chain_response", "payload": {"chain": []}} x""")]
    [InlineData("""[{"type": "chain_response", "payload": {"chain": []}}]""")]
    [InlineData("""{"type": "chain_response", "payload": {"chain": [{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":1}}}}}}}}}}}}}}]}}""")]
    public void What_is_not_strictly_a_chain_is_a_fault(string line) => Assert.NotNull(Read(line, 16).Fault);

    [Fact]
    public void A_block_over_two_MiB_and_a_text_without_end_are_faults()
    {
        var opening = """{"type": "chain_response", "payload": {"chain": [{"transactions": [""";
        Assert.Equal(
            DecodeFaultCode.TooLarge,
            Read(opening + string.Join(',', Enumerable.Repeat("\"abcdefgh\"", 200_000)), 65_536).Fault!.Code);
        Assert.Equal(DecodeFaultCode.TooLarge, Read(opening + "\"" + new string('x', 40_000), 4096).Fault!.Code);
    }

    [Fact]
    public void More_than_64_MiB_are_a_fault()
    {
        var reader = new ChainResponseReader();
        reader.Append("""{"type": "chain_response", "payload": {"chain": [{}"""u8);
        var part = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(",{}", 20_000)));
        for (var bytes = 50; bytes + part.Length <= 67_108_864; bytes += part.Length)
        {
            reader.Append(part);
            while (reader.TryRead(out _)) { }
            Assert.Null(reader.Fault);
        }
        reader.Append(part);
        reader.Append(part);
        Assert.Equal(DecodeFaultCode.TooLarge, reader.Fault!.Code);
    }

    [Theory]
    [InlineData("""{"type": "chain_response", "payload": {""", true)]
    [InlineData(""" {"type":"chain_response",""", true)]
    [InlineData("""{"type": "chain_resp""", null)]
    [InlineData("", null)]
    [InlineData("{ ", null)]
    [InlineData("""{"type": "ping", "payload": {}}""", false)]
    [InlineData("""{"payload": {}, "type": "chain_response"}""", false)]
    [InlineData("""{"payload": {"chain": [""", true)]
    [InlineData("""{"payload": {"ch""", null)]
    [InlineData("[", false)]
    public void A_line_is_known_by_its_opening(string start, bool? expected) =>
        Assert.Equal(expected, ChainResponseReader.IsOpening(Encoding.ASCII.GetBytes(start)));

    private static PlainBlock Parsed(string text) =>
        PlainBlockJson.TryRead(Encoding.ASCII.GetBytes(text), out var block, out var fault) ? block : throw new InvalidOperationException(fault.ToString());

    private static (List<string> Blocks, DecodeFault? Fault) Read(string line, params int[] sizes)
    {
        var (reader, bytes, blocks) = (new ChainResponseReader(), Encoding.UTF8.GetBytes(line), new List<string>());
        for (var (at, part) = (0, 0); at < bytes.Length; part++)
        {
            var size = Math.Min(bytes.Length - at, sizes.Length == 0 ? bytes.Length : sizes[part % sizes.Length]);
            reader.Append(bytes.AsSpan(at, size));
            at += size;
            Drain();
        }
        reader.End();
        Drain();
        Assert.Equal(reader.Fault is null, reader.IsComplete);
        return (blocks, reader.Fault);

        void Drain()
        {
            while (reader.TryRead(out var block)) blocks.Add(Encoding.UTF8.GetString(block.Span));
        }
    }
}

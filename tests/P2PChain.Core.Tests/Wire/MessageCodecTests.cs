using System.Collections.Immutable;
using System.Text;
using P2PChain.Core.Json;
using P2PChain.Core.Model;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;

namespace P2PChain.Core.Tests.Wire;

public sealed class MessageCodecTests
{
    public static TheoryData<int> EachSample => [.. Enumerable.Range(0, Samples.All.Length)];

    private static string[] Golden { get; } = // checked with Python: payload = json.dumps(…, sort_keys=True), hashes
        File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Vectors", "wire-lines.ndjson"));

    [Fact]
    public void Every_message_has_its_golden_line()
    {
        var messages = Samples.All.Add(new Message.ChainResponse([Samples.Block, Samples.SealedBlock]));
        Assert.Equal(Golden, messages.Select(m => Samples.Line(m)));
        Assert.Equal(26, messages.Select(m => m.Type.Name).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(EachSample))]
    public void A_line_is_ascii_and_ends_in_its_only_line_feed(int sample)
    {
        var line = MessageCodec.Encode(Samples.All[sample], Samples.Sender);
        Assert.Equal(line.Length - 1, Array.IndexOf(line, (byte)'\n'));
        Assert.All(line.AsSpan(0, line.Length - 1).ToArray(), b => Assert.InRange(b, 0x20, 0x7e));
    }

    [Theory]
    [MemberData(nameof(EachSample))]
    public void A_message_is_read_back_as_it_was_written(int sample)
    {
        var message = Samples.All[sample];
        var understood = Assert.IsType<Decoded.Understood>(Samples.Decode(Golden[sample]));
        Assert.Equal(message.GetType(), understood.Message.GetType());
        Assert.Equal(Samples.Sender, understood.Sender);
        Assert.Equal(Golden[sample], Samples.Line(understood.Message));
    }

    [Theory]
    [MemberData(nameof(EachSample))]
    public void Every_split_of_a_line_gives_the_message(int sample)
    {
        var line = MessageCodec.Encode(Samples.All[sample], Samples.Sender);
        for (var cut = 0; cut <= line.Length; cut++)
        {
            var decoder = new LineDecoder();
            decoder.Append(line.AsSpan(0, cut));
            Assert.Equal(cut == line.Length, decoder.TryRead(out var read));
            if (cut == line.Length) break;
            decoder.Append(line.AsSpan(cut));
            Assert.True(decoder.TryRead(out read));
            Assert.True(read.Span.SequenceEqual(line.AsSpan(0, line.Length - 1)));
        }
    }

    [Theory]
    [MemberData(nameof(EachSample))]
    public void Every_truncation_and_one_byte_more_is_refused(int sample)
    {
        var line = Encoding.ASCII.GetBytes(Golden[sample]);
        for (var i = 0; i < line.Length; i++)
            AssertFault(MessageCodec.Decode(line.AsMemory(0, i)), DecodeFaultCode.NotJson, "");
        AssertFault(MessageCodec.Decode(line.Append((byte)'}').ToArray()), DecodeFaultCode.NotJson, "");
    }

    public static TheoryData<string, int> Bounds => new()
    {
        { "peer_announce", 16_384 }, { "peer_list", 262_144 }, { "new_block", 2_097_152 }, { "new_transaction", 8_192 },
        { "request_chain", 1_024 }, { "ping", 1_024 }, { "pong", 1_024 }, { "bye", 256 }, { "get_headers", 8_192 },
        { "headers", 2_097_152 }, { "prove", 1_024 }, { "get_blocks", 2_048 }, { "block", 2_097_152 }, { "not_found", 2_048 },
        { "inv", 98_304 }, { "get_transactions", 16_384 }, { "transactions", 1_048_576 },
        { "compact_block", 524_288 }, { "get_block_transactions", 131_072 }, { "block_transactions", 2_097_152 },
    };

    [Theory]
    [MemberData(nameof(Bounds))]
    public void A_line_of_the_bound_of_its_type_is_read_and_one_byte_more_is_refused(string type, int bytesMax)
    {
        var line = Golden.First(l => l.StartsWith($"{{\"type\": \"{type}\"", StringComparison.Ordinal));
        Assert.IsType<Decoded.Understood>(Samples.Decode(line.PadRight(bytesMax)));
        var refused = Assert.IsType<Decoded.Refused>(Samples.Decode(line.PadRight(bytesMax + 1)));
        Assert.Equal(new DecodeFault(DecodeFaultCode.TooLarge, "", $"{bytesMax + 1}", bytesMax), refused.Fault);
        Assert.Equal(type, refused.TypeName);
    }

    [Fact]
    public void The_largest_message_of_each_kind_fits_its_bound()
    {
        var hash = Hash256.Of("x"u8);
        var header = Samples.SealedBlock.Header with
        {
            Index = (1L << 53) - 1,
            TxCount = (1L << 53) - 1,
            Difficulty = (1L << 53) - 1,
            TimeMs = 1L << 43,
            Version = (1L << 53) - 1,
        };
        var item = new HeaderItem(header, header.ComputeHash(), Samples.Signature);
        var sender = new string('s', 47);
        var longest = new Transaction(
            new TransactionContent(
                Samples.Key,
                ItemId.Parse(new string('u', 128)),
                TransactionType.Release,
                1766650000.1234567,
                new string('n', 64),
                string.Concat(Enumerable.Repeat("😀", 256))),
            Samples.Signature);
        Message[] largest =
        [
            new Message.GetHeaders(uint.MaxValue, [.. Enumerable.Repeat(hash, 64)], 2000),
            new Message.Headers(1, [.. Enumerable.Repeat(item, 2000)], true),
            new Message.GetBlocks(uint.MaxValue, [.. Enumerable.Repeat(hash, 16)]),
            new Message.NotFound(uint.MaxValue, [.. Enumerable.Repeat(hash, 16)]),
            new Message.PoolDigest(uint.MaxValue, ulong.MaxValue, [.. Enumerable.Repeat(ulong.MaxValue, 256)]),
            new Message.PoolIds(
                uint.MaxValue,
                [.. Enumerable.Range(0, 256).Select(i => new PoolBucket(i, i < 255 ? [] : Ids(25_000)))]),
            new Message.GetPool(ulong.MaxValue, Ids(25_000)),
            new Message.Bye(new string('r', 64), 86_400),
            new Message.Ping(Samples.Heartbeat with { Height = (1L << 53) - 1 }),
            new Message.Pong(Samples.Heartbeat with { Height = (1L << 53) - 1, TimeMs = 1L << 43 }),
            new Message.NewTransaction(longest),
            new Message.CompactBlock(
                HeaderItem.Of(new Block(header with { TxCount = 16_448 }, Samples.Signature, [])),
                ulong.MaxValue,
                Ids(16_384),
                [.. Enumerable.Range(0, 64).Select(i => new PrefilledTransaction(16_384 + i, longest))]),
            new Message.GetBlockTransactions(uint.MaxValue, hash, [.. Enumerable.Range(64, 16_384)]),
            new Message.Inventory([.. Enumerable.Repeat(hash, 1000)]),
            new Message.GetTransactions(uint.MaxValue, [.. Enumerable.Repeat(hash, 128)]),
            new Message.Transactions(
                uint.MaxValue, [.. Enumerable.Repeat(longest, 128)], [.. Enumerable.Repeat(hash, 128)]),
            new Message.PeerAnnounce(Samples.Announcement with
            {
                Features = [.. Enumerable.Range(10, 32).Select(i => new string('f', 30) + i)], Agent = new string('a', 128),
            }),
            new Message.PeerList([.. Enumerable.Repeat(new string('p', 255), 1000)]),
            new Message.GetAddresses(uint.MaxValue),
            new Message.Addresses(uint.MaxValue, [.. Enumerable.Repeat(
                new PeerItem(new string('p', 64), [.. Enumerable.Repeat(new string('s', 32), 8)], 1L << 43), 1000)]),
        ];
        foreach (var message in largest)
        {
            var understood = Assert.IsType<Decoded.Understood>(Samples.Decode(Samples.Line(message, sender)));
            Assert.Equal(Samples.Line(message, sender), Samples.Line(understood.Message, sender));
        }
    }

    [Fact]
    public void A_sender_that_does_not_fit_is_left_out_and_a_message_that_does_not_is_a_bug()
    {
        var bye = new Message.Bye(new string('r', 64), 0);
        var understood = Assert.IsType<Decoded.Understood>(Samples.Decode(Samples.Line(bye, new string('s', 255))));
        Assert.Null(understood.Sender);
        Assert.Throws<ArgumentException>(() => MessageCodec.Encode(new Message.Bye(new string('r', 300), 0), null));
    }

    [Fact]
    public void A_chain_that_fits_a_line_says_so()
    {
        var small = new Message.ChainResponse([NetworkParameters.Demo.Genesis(), Samples.Block]);
        Assert.True(small.FitsLine);
        var large = new Message.ChainResponse([.. Enumerable.Repeat(Samples.SealedBlock, 5000)]);
        Assert.False(large.FitsLine);
        var fits = new Message.ChainResponse([.. Enumerable.Repeat(Samples.SealedBlock, 4500)]);
        Assert.True(fits.FitsLine);
        Assert.InRange(MessageCodec.Encode(fits, Samples.Sender).Length, 1, 4_128_769);
    }

    [Theory]
    [InlineData("""{"payload": {}, "type": "ping"}""", null)]
    [InlineData("""{"sender": null, "payload": {}, "type": "ping"}""", null)]
    [InlineData("""{"sender": "a:1", "x": {"type": [1]}, "payload": {"y": 1}, "type": "p\u0069ng", "hops": 3}""", "a:1")]
    [InlineData(""" {"sender":"\u0007ä😀","payload":{},"type":"ping"} """, "????")]
    public void Members_come_in_any_order_and_unknown_ones_are_ignored(string line, string? sender)
    {
        var understood = Assert.IsType<Decoded.Understood>(Samples.Decode(line));
        Assert.Equal(new Message.Ping(null), understood.Message);
        Assert.Equal(sender, understood.Sender);
    }

    [Theory]
    [InlineData("""{"type": "punch", "payload": {"wids": []}}""", "punch")]
    [InlineData("""{"type": "no such type", "payload": 1, "sender": 2}""", "no such type")]
    [InlineData("""{"type": ""}""", "")]
    [InlineData("""{"type": "PING", "payload": {}}""", "PING")]
    [InlineData("""{"type": "\u001b[2J\u00e4", "payload": {}}""", "?[2J?")]
    [InlineData("""{"type": "chain_response", "payload": {"chain": [], "length": 99}}""", "chain_response")]
    public void A_type_that_is_not_read_is_ignored_and_named_safely(string line, string type) =>
        Assert.Equal(new Decoded.Ignored(type), Samples.Decode(line));

    [Theory]
    [InlineData("""{"payload": 5, "sender": 5, "type": "ping"}""", "payload")]
    [InlineData("""{"sender": 5, "payload": 5, "type": "ping"}""", "sender")]
    [InlineData("""{"sender": 5, "type": "ping", "payload": 5}""", "sender")]
    [InlineData("""{"x": [], "payload": {"height": -1}, "type": "ping", "sender": 5}""", "height")]
    [InlineData("""{"sender": null, "type": "ping"}""", "payload")]
    [InlineData("""{"type": ["ping"], "payload": 5}""", "type")]
    [InlineData("""{"payload": 5, "type": 1}""", "type")]
    public void The_first_fault_is_told_wherever_the_type_stands(string line, string member) =>
        Assert.Equal(member, Assert.IsType<Decoded.Refused>(Samples.Decode(line)).Fault.Member);

    [Theory]
    [InlineData("""{"type": "ping", "payload": {"height": -1}, "x": 1, "x": 2}""")]
    [InlineData("""{"type": "no such type", "x": 1, "x": 2}""")]
    [InlineData("""{"payload": {"height": -1}, "type": "ping", "x": 1, "x": 2}""")]
    [InlineData("""{"payload": {"x": 1, "x": 2}, "type": "ping"}""")]
    [InlineData("""{"type": "chain_response", "payload": {"x": 1, "x": 2}}""")]
    public void A_line_that_is_no_JSON_is_refused_for_that_whatever_else_is_wrong(string line)
    {
        var fault = Assert.IsType<Decoded.Refused>(Samples.Decode(line)).Fault;
        Assert.Equal((DecodeFaultCode.NotJson, nameof(JsonFaultCode.DuplicateKey)), (fault.Code, fault.Value));
    }

    [Fact]
    public void A_very_long_unknown_type_is_cut() =>
        Assert.Equal(new Decoded.Ignored(new string('x', 64)), Samples.Decode($$"""{"type": "{{new string('x', 100_000)}}"}"""));

    [Fact]
    public void What_the_original_node_sends_is_understood_or_ignored_and_never_refused()
    {
        var kinds = new Dictionary<string, int>();
        foreach (var file in new[] { "seed-node-transcript.ndjson", "seed-node-pushes.ndjson" })
        {
            foreach (var entry in Vector.Lines(file).Where(e => e.GetProperty("direction").GetString()!.StartsWith("from", StringComparison.Ordinal)))
            {
                var line = entry.GetProperty("line").GetString()!;
                var kind = Samples.Decode(line) switch
                {
                    Decoded.Understood understood => "understood " + understood.Message.Type,
                    Decoded.Ignored ignored => "ignored " + ignored.TypeName,
                    var other => $"{other} for {line}",
                };
                kinds[kind] = kinds.GetValueOrDefault(kind) + 1;
            }
        }

        Assert.Equal(
            ["ignored chain_response", "understood new_block", "understood new_transaction", "understood peer_announce", "understood peer_list", "understood pong"],
            kinds.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(4, kinds["understood new_block"]);
    }

    [Theory]
    [InlineData("""{"index": 1, "prev_hash": "00", "transactions": [], "nonce": 0, "timestamp": 1.5, "hash": "00"}""", true)]
    [InlineData("""{"hash": 1, "timestamp": 1, "transactions": [{"any": []}], "prev_hash": 1, "nonce": 0, "index": 1}""", true)]
    [InlineData("""{"index": 1, "prev_hash": "00", "transactions": [], "nonce": 0, "timestamp": 1.5}""", false)]
    [InlineData("""{"index": 1, "prev_hash": "00", "transactions": [], "nonce": 0, "timestamp": 1.5, "hash": "00", "version": 1}""", false)]
    [InlineData("{}", false)]
    [InlineData("[]", false)]
    public void A_block_is_plain_when_it_has_exactly_the_six_members(string payload, bool plain)
    {
        var decoded = Samples.Decode($$"""{"type": "new_block", "payload": {{payload}}, "sender": "a:1"}""");
        Assert.Equal(plain, decoded == new Decoded.Ignored("new_block"));
        Assert.Equal(plain, decoded is not Decoded.Refused);
    }

    [Fact]
    public void Features_are_kept_sorted_and_those_of_another_form_are_ignored()
    {
        var line = Samples.Line(new Message.PeerAnnounce(Samples.Announcement)).Replace(
            "\"features\": {\"addr\": {}, \"headers\": {}, \"inv\": {}}",
            "\"features\": {\"noise\": {\"k\": [1]}, \"ab\": {}, \"UPPER\": {}, \"inv\": true, \"a-b\": {}, \"zzz9\": null, \"" + new string('x', 33) + "\": {}}",
            StringComparison.Ordinal);
        var understood = Assert.IsType<Decoded.Understood>(Samples.Decode(line));
        var announced = Assert.IsType<Message.PeerAnnounce>(understood.Message).Extended;
        Assert.Equal("inv noise zzz9", string.Join(' ', announced!.Features));
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"hello": 1}""")]
    [InlineData("""{"v": 0}""")]
    [InlineData("""{"v": -1, "network": "x"}""")]
    public void An_announce_without_a_version_from_1_is_a_plain_peers(string payload)
    {
        var understood = Assert.IsType<Decoded.Understood>(Samples.Decode($$"""{"type": "peer_announce", "payload": {{payload}}}"""));
        Assert.Equal(new Message.PeerAnnounce(null), understood.Message);
    }

    [Fact]
    public void A_later_version_is_read_as_far_as_we_know_it()
    {
        var line = Samples.Line(new Message.PeerAnnounce(Samples.Announcement)).Replace(
            "\"v\": 1", "\"v\": 2, \"w\": {}", StringComparison.Ordinal);
        var understood = Assert.IsType<Decoded.Understood>(Samples.Decode(line));
        Assert.Equal(2, Assert.IsType<Message.PeerAnnounce>(understood.Message).Extended?.Version);
    }

    [Fact]
    public void One_item_more_than_the_bound_is_refused()
    {
        var hash = Hash256.Of("x"u8);
        ImmutableArray<Hash256> Hashes(int count) => [.. Enumerable.Repeat(hash, count)];
        AssertFault(Again(new Message.GetHeaders(1, Hashes(65), 1)), DecodeFaultCode.TooMany, "locator", 64);
        AssertFault(Again(new Message.GetBlocks(1, Hashes(17))), DecodeFaultCode.TooMany, "hashes", 16);
        AssertFault(Again(new Message.NotFound(1, Hashes(17))), DecodeFaultCode.TooMany, "hashes", 16);
        var many = new Message.PoolIds(1, [new PoolBucket(1, Ids(12_501)), new PoolBucket(2, Ids(12_500))]);
        AssertFault(Again(many), DecodeFaultCode.TooMany, "buckets", 25_000);
        PoolBucket[] buckets = [.. Enumerable.Repeat(new PoolBucket(1, []), 257)];
        AssertFault(Again(new Message.PoolIds(1, [.. buckets])), DecodeFaultCode.TooMany, "buckets", 256);
        AssertFault(
            Again(new Message.PeerList([.. Enumerable.Repeat("a:1", 1001)])), DecodeFaultCode.TooMany, "peers", 1000);
        var items = Enumerable.Repeat(HeaderItem.Of(Samples.Block), 2001).ToImmutableArray();
        AssertFault(Again(new Message.Headers(1, items, false)), DecodeFaultCode.TooMany, "items", 2000);
        AssertFault(Again(new Message.Headers(0, items[..9], false)), DecodeFaultCode.TooMany, "items", 8);
        Assert.IsType<Decoded.Understood>(Again(new Message.Headers(0, items[..8], false)));
        var peers = Enumerable.Repeat(new PeerItem("a:1", [], 1), 1001).ToImmutableArray();
        AssertFault(Again(new Message.Addresses(1, peers)), DecodeFaultCode.TooMany, "list", 1000);
        AssertFault(Again(new Message.Addresses(0, peers[..9])), DecodeFaultCode.TooMany, "list", 8);
        Assert.IsType<Decoded.Understood>(Again(new Message.Addresses(0, peers[..8])));
        var served = new PeerItem("a:1", [.. Enumerable.Repeat("s", 9)], 1);
        AssertFault(Again(new Message.Addresses(1, [served])), DecodeFaultCode.TooMany, "services", 8);
        var features = Enumerable.Range(10, 33).Select(i => $"f{i}").ToImmutableArray();
        AssertFault(
            Again(new Message.PeerAnnounce(Samples.Announcement with { Features = features })), DecodeFaultCode.TooMany, "features", 32);
    }

    private static ImmutableArray<ulong> Ids(int count) => [.. Enumerable.Repeat((1UL << 48) - 1, count)];

    private static Decoded Again(Message message) => Samples.Decode(Samples.Line(message));

    private static void AssertFault(Decoded decoded, DecodeFaultCode code, string member, long? limit = null)
    {
        var fault = Assert.IsType<Decoded.Refused>(decoded).Fault;
        Assert.Equal((code, member), (fault.Code, fault.Member));
        if (limit is not null) Assert.Equal(limit, fault.Limit);
    }
}

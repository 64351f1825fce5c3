using System.Collections.Immutable;
using System.Text;
using CsCheck;
using P2PChain.Core.Json;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;

namespace P2PChain.Core.Tests.Wire;

/// <summary>The messages that <see cref="MessageProperties"/> leaves out, and what surrounds them.</summary>
public sealed class WireProperties
{
    private static readonly Gen<Hash256> Hash = Gen.Byte.Array[32].Select(bytes => new Hash256(bytes));
    private static readonly Gen<long> Count = Gen.Frequency(
        (1, Gen.Long[0, 300]), (1, Gen.Long[0, 9_007_199_254_740_991]));
    private static readonly Gen<string> Shown = Gen.Char[' ', '~'].Array[0, 60].Select(letters => new string(letters));
    private static readonly Gen<ImmutableArray<string>> Features = Gen.Char["abcxyz019"].Array[3, 32].Select(letters => new string(letters)).Array[0, 32]
        .Select(names => names.Distinct().Order(StringComparer.Ordinal).ToImmutableArray());

    private static readonly Gen<Announcement> Announcement = Gen.Select(
        Gen.Select(Gen.Long[1, 1000], Gen.Char["AZaz09_-."].Array[0, 64], Hash, Gen.UInt, Count.Nullable()),
        Gen.Select(Gen.ULong, Gen.Int[0, 65_535], Shown, Count, Hash),
        Gen.Select(Gen.ULong, Gen.Long[0, 1L << 43], Shown, Features),
        (who, where, rest) => new Announcement
        {
            Version = who.Item1,
            Network = new string(who.Item2),
            Genesis = who.Item3,
            Fork = new ForkId(who.Item4, who.Item5),
            Node = Samples.Key,
            Nonce = where.Item1,
            Port = where.Item2,
            Agent = where.Item3,
            Height = where.Item4,
            Tip = where.Item5,
            Work = new Work(rest.Item1),
            TimeMs = rest.Item2,
            You = rest.Item3,
            Features = rest.Item4,
        });

    private static readonly Gen<PlainBlock> Plain = Gen.Select(
        Count, Hash, Gen.Int[0, 3], Count, Gen.Double[0.001, 8_589_934_592.0], Hash,
        (index, previous, count, nonce, at, hash) => new PlainBlock(
            index, previous, [.. Enumerable.Repeat(Samples.Request, count)], nonce, at, hash));

    [Fact]
    public void Any_announcement_is_read_back_as_it_was_written() => Announcement.Sample(
        announced =>
        {
            var read = Assert.IsType<Message.PeerAnnounce>(Understood(new Message.PeerAnnounce(announced))).Extended!;
            Assert.Equal(announced.Features.AsEnumerable(), read.Features);
            Assert.Equal(announced with { Features = [] }, read with { Features = [] });
        },
        iter: 1_000);

    [Fact]
    public void Any_plain_block_is_read_back_as_it_was_written() => Plain.Sample(
        block =>
        {
            var read = Assert.IsType<Message.NewPlainBlock>(Understood(new Message.NewPlainBlock(block))).Block;
            Assert.Equal(block.Transactions.AsEnumerable(), read.Transactions);
            Assert.Equal(block with { Transactions = [] }, read with { Transactions = [] });
        },
        iter: 1_000);

    [Fact]
    public void Any_chain_is_told_block_by_block_as_it_was_written() =>
        Gen.Select(Gen.Int[0, 2].Array[0, 6], Gen.Int[1, 400].Array[1, 10]).Sample(
            (which, sizes) =>
            {
                Block[] blocks = [.. which.Select(i => i switch { 0 => Samples.Block, 1 => Samples.SealedBlock, _ => NetworkParameters.Demo.Genesis() })];
                var line = MessageCodec.Encode(new Message.ChainResponse([.. blocks]), Samples.Sender);
                Assert.True(ChainResponseReader.IsOpening(line));
                var (read, fault) = Chain(line.AsSpan(0, line.Length - 1), sizes);
                Assert.Null(fault);
                Assert.Equal(blocks.Select(block => Encoding.ASCII.GetString(block.CanonicalBytes())), read);
            },
            iter: 300);

    [Fact]
    public void Whatever_the_bytes_of_a_chain_its_split_changes_nothing()
    {
        string[] pieces =
        [
            "{", "}", "[", "]", ",", ":", "\"type\": \"chain_response\"", "\"payload\": ", "\"chain\": ", "\"length\": 2", "{\"a\": [1]}", "{\"a\": \"}\"}",
            "\"x\": {\"y\": []}", "1", "\"\\u0063hain\"", " ", "ä", "\"",
        ];
        const string opening = "{\"type\": \"chain_response\", \"payload\": {\"chain\": [";
        Gen.Select(Gen.Bool, Gen.Int[0, pieces.Length - 1].Select(i => pieces[i]).Array[0, 12], Gen.Int[1, 9].Array[1, 8]).Sample(
            (isOpened, parts, sizes) =>
            {
                var line = Encoding.UTF8.GetBytes(
                    (isOpened ? opening : "{") + string.Concat(parts) + (isOpened ? "]}}" : "}"));
                var (whole, fault) = Chain(line, [line.Length]);
                var (split, sameFault) = Chain(line, sizes);
                Assert.Equal(fault is null, sameFault is null);
                if (fault is null) Assert.Equal(whole, split);
            },
            iter: 20_000);
    }

    [Fact]
    public void What_is_shown_of_a_peer_s_text_is_short_and_printable_and_as_it_was_where_it_may_be() =>
        Gen.Select(Gen.OneOf(Gen.String[0, 90], Shown), Gen.Int[0, 80]).Sample((text, most) =>
        {
            var safe = SafeText.Of(text, most);
            Assert.Equal(Math.Min(text.Length, most), safe.Length);
            Assert.All(safe, letter => Assert.InRange(letter, ' ', '~'));
            Assert.All(safe.Zip(text), pair => Assert.True(pair.First == pair.Second || pair.First == '?'));
            Assert.Equal(safe, SafeText.Of(safe, most));
        });

    [Fact]
    public void A_stored_block_is_sent_as_one_that_was_read() => Assert.Equal(
        MessageCodec.Encode(new Message.BlockMessage(8, Samples.Block), "host:1"),
        MessageCodec.Encode(new Message.StoredBlock(8, Samples.Block.CanonicalBytes()), "host:1"));

    [Fact]
    public void No_message_is_left_out_of_the_round_trips()
    {
        var kinds = typeof(Message).GetNestedTypes().Where(kind => kind.IsSubclassOf(typeof(Message))).Select(kind => kind.Name).Order(StringComparer.Ordinal);
        // A new one needs a generator here or in MessageProperties.
        Assert.Equal(
            [
                "Addresses", "BlockMessage", "BlockTransactions", "Bye", "ChainResponse", "CompactBlock",
                "GetAddresses", "GetBlockTransactions", "GetBlocks", "GetHeaders", "GetPool", "GetTransactions",
                "Headers", "Inventory", "KnownBlock", "NewBlock", "NewPlainBlock", "NewTransaction", "NotFound",
                "PeerAnnounce", "PeerList", "Ping", "Pong", "PoolDigest", "PoolIds", "Prove", "RequestChain",
                "StoredBlock", "Transactions",
            ],
            kinds);
    }

    private static Message Understood(Message message)
    {
        var line = MessageCodec.Encode(message, Samples.Sender);
        return Assert.IsType<Decoded.Understood>(MessageCodec.Decode(line.AsMemory(0, line.Length - 1))).Message;
    }

    private static (List<string> Blocks, DecodeFault? Fault) Chain(ReadOnlySpan<byte> line, int[] sizes)
    {
        var (reader, blocks) = (new ChainResponseReader(), new List<string>());
        for (var (at, part) = (0, 0); at < line.Length; part++)
        {
            var size = Math.Min(sizes[part % sizes.Length], line.Length - at);
            reader.Append(line.Slice(at, size));
            at += size;
            while (reader.TryRead(out var block)) blocks.Add(Encoding.UTF8.GetString(block.Span));
        }

        reader.End();
        while (reader.TryRead(out var block)) blocks.Add(Encoding.UTF8.GetString(block.Span));
        return (blocks, reader.Fault);
    }
}

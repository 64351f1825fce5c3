using System.Text;
using P2PChain.Core.Json;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;

namespace P2PChain.Core.Tests.Wire;

/// <summary>Lines that bring a block which the reader knows.</summary>
public sealed class KnownBlockTests
{
    private static readonly byte[] Pushed = Line(new Message.NewBlock(Samples.Block));
    private static readonly byte[] Answered = Line(new Message.BlockMessage(7, Samples.Block));

    [Fact]
    public void Of_a_known_block_only_the_header_is_read()
    {
        var known = Assert.IsType<Message.KnownBlock>(Understood(Pushed, IsKnown));
        Assert.Equal(HeaderItem.Of(Samples.Block), known.Item);
        Assert.Equal((null, MessageType.NewBlock), (known.RequestId, known.Type));
        known = Assert.IsType<Message.KnownBlock>(Understood(Answered, IsKnown));
        Assert.Equal((HeaderItem.Of(Samples.Block), 7u, MessageType.Block), (known.Item, known.RequestId, known.Type));
    }

    [Fact]
    public void A_block_of_another_hash_or_height_is_read_whole()
    {
        Assert.IsType<Message.NewBlock>(Understood(Pushed, (_, _) => false));
        Assert.IsType<Message.NewBlock>(Understood(Pushed, (hash, height) => IsKnown(hash, height + 1)));
        Assert.IsType<Message.NewBlock>(Understood(Pushed, isKnown: null));
    }

    [Fact]
    public void A_header_that_only_claims_a_known_hash_is_refused()
    {
        var altered = Text(Pushed).Replace("\"nonce\": ", "\"nonce\": 1", StringComparison.Ordinal);
        var other = Encoding.ASCII.GetBytes(altered);
        var refused = Assert.IsType<Decoded.Refused>(MessageCodec.Decode(other, IsKnown));
        Assert.Equal(DecodeFaultCode.WrongHash, refused.Fault.Code);
    }

    [Fact]
    public void The_transactions_of_a_known_block_are_still_one_text_of_JSON()
    {
        var broken = Encoding.ASCII.GetBytes(Text(Pushed).Replace("\"uid\": ", "\"uid\" ", StringComparison.Ordinal));
        Assert.IsType<Decoded.Refused>(MessageCodec.Decode(broken, IsKnown));
        var doubled = Encoding.ASCII.GetBytes(
            Text(Pushed).Replace("\"tx_count\": ", "\"transactions\": [], \"tx_count\": ", StringComparison.Ordinal));
        Assert.IsType<Decoded.Refused>(MessageCodec.Decode(doubled, IsKnown));
    }

    [Fact]
    public void A_known_block_whose_hash_comes_after_its_transactions_is_read_whole()
    {
        var hash = $"\"hash\": \"{Samples.Block.Hash}\", ";
        var text = Text(Pushed).Replace(hash, "", StringComparison.Ordinal)
            .Replace("\"tx_count\": ", hash + "\"tx_count\": ", StringComparison.Ordinal);
        Assert.IsType<Message.NewBlock>(Understood(Encoding.ASCII.GetBytes(text), IsKnown));
    }

    [Fact]
    public void A_block_that_is_read_carries_the_hash_of_its_line()
    {
        Assert.Equal(Hash256.Of(Pushed), Assert.IsType<Message.NewBlock>(Understood(Pushed, null)).Line);
        Assert.Equal(Hash256.Of(Answered), Assert.IsType<Message.BlockMessage>(Understood(Answered, null)).Line);
    }

    private static bool IsKnown(Hash256 hash, long height) =>
        hash == Samples.Block.Hash && height == Samples.Block.Height;

    private static Message Understood(byte[] line, IsKnownBlock? isKnown) =>
        Assert.IsType<Decoded.Understood>(MessageCodec.Decode(line, isKnown)).Message;

    private static byte[] Line(Message message) => MessageCodec.Encode(message, null)[..^1];

    private static string Text(byte[] line) => Encoding.ASCII.GetString(line);
}

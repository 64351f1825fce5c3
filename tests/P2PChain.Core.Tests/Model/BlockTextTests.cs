using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Model;

public sealed class BlockTextTests
{
    [Fact]
    public void The_stored_parts_give_the_canonical_text()
    {
        var draw = new ChainBuilder();
        var note = "\", \"index\": , \"time_ms\": , \"tx_count\": ü";
        draw.Add("a1", "genesis");
        draw.Add("a2", "a1", draw.Request(TestKeys.Alice, "tx_count", 1), new TransactionContent(
            TestKeys.Bob.PublicKey, ItemId.Parse("index"), TransactionType.Request, ChainBuilder.At(1), note).SignedBy(TestKeys.Bob));
        foreach (var block in (Block[])[draw["genesis"], draw["a1"], draw["a2"], Sealed(draw["a2"])])
            Assert.Equal(
                block.CanonicalBytes(),
                BlockText.Join(
                    block.Header.CanonicalBytes(), block.Hash, block.Seal?.Hex ?? "", block.TransactionsBytes()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{\"tx_count\": 1, \"time_ms\": 2, \"index\": 3, \"a\": 4}")]
    public void A_text_that_is_no_header_gives_none(string header) => Assert.Null(
        BlockText.Join(System.Text.Encoding.ASCII.GetBytes(header), Hash256.Zero, "", "[]"u8));

    private static Block Sealed(Block block) =>
        new(block.Header, TestKeys.Alice.Sign("seal"u8), block.Transactions);
}

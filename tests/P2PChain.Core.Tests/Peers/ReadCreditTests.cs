using P2PChain.Core.Peers;

namespace P2PChain.Core.Tests.Peers;

public sealed class ReadCreditTests
{
    private const int MessagesMax = 64;
    private const int BytesMax = 1_048_576;

    private readonly ReadCredit _credit = new();

    [Fact]
    public void Sixty_four_messages_may_be_undecided()
    {
        for (var i = 0; i < MessagesMax; i++)
        {
            Assert.True(_credit.IsEnoughFor(1));
            _credit.Take(1);
        }
        Assert.False(_credit.IsEnoughFor(0));
        Assert.Equal(64, _credit.Undecided);
        _credit.Return();
        Assert.True(_credit.IsEnoughFor(1));
    }

    [Fact]
    public void A_mebibyte_may_be_undecided()
    {
        _credit.Take(BytesMax - 10);
        Assert.True(_credit.IsEnoughFor(10));
        Assert.False(_credit.IsEnoughFor(11));
        _credit.Return();
        Assert.True(_credit.IsEnoughFor(11));
    }

    [Fact]
    public void A_message_larger_than_the_credit_is_read_when_nothing_else_is_undecided()
    {
        Assert.True(_credit.IsEnoughFor(BytesMax * 2));
        _credit.Take(1);
        Assert.False(_credit.IsEnoughFor(BytesMax));
        _credit.Return();
        _credit.Take(BytesMax * 2);
        Assert.False(_credit.IsEnoughFor(0));
    }
}

using P2PChain.Actors.Net;
using P2PChain.Node.Hosting;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace P2PChain.Node.Tests.Hosting;

public sealed class DescriptorLimitTests
{
    [Theory]
    [InlineData("Max open files            1024                 524288               files", 1024)]
    [InlineData("Max processes             7                    7                    processes\nMax open files            512                  1024                 files", 512)]
    [InlineData("Max open files            unlimited            unlimited            files", null)]
    [InlineData("", null)]
    public void The_soft_limit_is_read_where_there_is_one(string limits, int? expected) => Assert.Equal(
        expected, DescriptorLimit.Read(limits));

    [Theory]
    [InlineData(1024, 64, 64)]
    [InlineData(1024, 292, 292)]
    [InlineData(1024, 293, 292)]
    [InlineData(2000, 5000, 1268)]
    [InlineData(100, 64, 1)]
    public void Slots_are_as_many_as_there_is_room_for(int limit, int wanted, int expected)
    {
        var told = new Told();
        using var log = new LoggerConfiguration().WriteTo.Sink(told).CreateLogger();
        Assert.Equal(expected, DescriptorLimit.Fit(new PeerSettings { InboundMax = wanted }, limit, log).InboundMax);
        Assert.Equal(expected < wanted ? 1 : 0, told.Count);
    }

    private sealed class Told : ILogEventSink
    {
        public int Count { get; private set; }

        public void Emit(LogEvent logEvent) => Count++;
    }
}

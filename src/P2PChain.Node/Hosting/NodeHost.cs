using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using P2PChain.Node.Disk;
using Serilog;

namespace P2PChain.Node.Hosting;

/// <summary>The generic host with one actor system in it. The node itself is started afterwards, by the program.</summary>
internal static class NodeHost
{
    /// <summary>A host that is not started.</summary>
    /// <param name="effective">The node's whole configuration; what it has under <c>akka</c> wins.</param>
    /// <param name="level">debug, info, warning or error.</param>
    /// <param name="log">Where everything is logged.</param>
    public static IHost Build(Config effective, string level, ILogger log)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "p2pchain" });
        builder.Services.AddSerilog(log);
        builder.Services.AddSingleton<IHostLifetime, ProgramLifetime>();
        builder.Services.AddAkka("p2pchain", (akka, _) => akka
            .AddHocon(effective.WithFallback(AkkaDefaults.Read()), HoconAddMode.Prepend)
            .ConfigureLoggers(loggers =>
            {
                loggers.LogLevel = Level(level);
                loggers.ClearLoggers();
                loggers.AddLoggerFactory();
            }));
        return builder.Build();
    }

    /// <summary>Makes a host's actor system, before the host starts.</summary>
    /// <remarks>
    /// When Akka.Hosting (1.5.74) makes it and fails, as by a wrong key under <c>akka</c>, it prints the stack trace to
    /// standard output.
    /// </remarks>
    /// <exception cref="Actors.NodeStartException">Akka cannot start from what the configuration has under akka.</exception>
    public static ActorSystem MakeSystem(IHost host)
    {
        try
        {
            return host.Services.GetRequiredService<ActorSystem>();
        }
        catch (Exception error)
        {
            // All that varies here is the configuration, and Akka throws whatever the key's reader throws.
            throw CannotStart.Because(
                ExitCode.Configuration,
                $"Akka cannot start from the keys under akka ({CannotStart.OneLine(error.GetBaseException().Message)}): correct "
                + "them, or remove them.",
                error);
        }
    }

    private static LogLevel Level(string name) => name switch
    {
        "debug" => LogLevel.DebugLevel,
        "warning" => LogLevel.WarningLevel,
        "error" => LogLevel.ErrorLevel,
        _ => LogLevel.InfoLevel,
    };
}

using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using P2PChain.Actors;
using P2PChain.Node.Disk;
using Serilog;

namespace P2PChain.Node.Hosting;

/// <summary>The generic host with one actor system. The program starts the node afterwards.</summary>
internal static class NodeHost
{
    /// <summary>A host that is not started.</summary>
    /// <param name="effective">The node's whole configuration. Its keys under <c>akka</c> win.</param>
    /// <param name="level">debug, info, warning or error.</param>
    /// <param name="log">The destination of all logging.</param>
    public static IHost Build(Config effective, string level, ILogger log)
    {
        var settings = new HostApplicationBuilderSettings { ApplicationName = "p2pchain" };
        var builder = Host.CreateEmptyApplicationBuilder(settings);
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

    /// <summary>Makes a host's actor system before the host starts.</summary>
    /// <remarks>
    /// If Akka.Hosting (1.5.74) makes it and fails, as with a wrong key under <c>akka</c>, it prints the stack trace to
    /// standard output.
    /// </remarks>
    /// <exception cref="Actors.NodeStartException">Akka cannot start with the keys under akka.</exception>
    public static ActorSystem MakeSystem(IHost host)
    {
        try
        {
            return host.Services.GetRequiredService<ActorSystem>();
        }
        catch (Exception error)
        {
            // Only the configuration varies here, and Akka throws any exception of a key's reader.
            throw CannotStart.Because(
                ExitCode.Configuration,
                "Akka cannot start from the keys under akka "
                + $"({CannotStart.OneLine(error.GetBaseException().Message)}): correct them, or remove them.",
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
